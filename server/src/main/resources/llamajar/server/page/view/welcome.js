// What is shown before the first message.

import {el} from './elements.js';
import {whole} from './numbers.js';

const BEGINNINGS = ['Once upon a time', 'The three most important things are'];
const EXAMPLES = ['Tell me a story about a fox.', 'What is the capital of France?', 'Count from 1 to 10.'];

export class Welcome {
  /** @param ask sends a text */
  constructor(ask) {
    this.ask = ask;
    this.element = document.getElementById('welcome');
  }

  /** @param state of the server, or null if it is not known yet */
  show(state, visible) {
    this.element.hidden = !visible;
    if (!visible) {
      return;
    }
    const examples = (state?.converses === false ? BEGINNINGS : EXAMPLES).map(text => {
      const element = el('button', {type: 'button', className: 'example'}, text);
      element.addEventListener('click', () => this.ask(text));
      return element;
    });
    const kind = state?.converses === false
      ? 'This model has no chat template: it does not answer, but goes on with what you write. ' : '';
    const about = state ? `It remembers ${whole(state.contextLength)} tokens. ` : '';
    this.element.replaceChildren(
      el('img', {src: new URL('../icon.svg', import.meta.url).href, alt: '', width: 56, height: 56}),
      el('h2', {}, state ? `Talk with ${state.model}` : 'Talk with the model'),
      el('p', {className: 'quiet'},
        `${kind}${about}What you write goes to ${location.hostname} and nowhere else; conversations are kept in this browser.`),
      el('div', {className: 'examples'}, ...examples));
  }
}
