// One message: a question, or an answer that may still be arriving.

import {MarkdownStream} from '../markdown/stream.js';
import {copyButton, el, iconButton} from './elements.js';
import {tokenView} from './probabilities.js';
import {button, buttons} from './dialog.js';
import {endNote, statsLine} from './numbers.js';

export class MessageView {
  /**
   * @param actions what can be done: `edit(message, text)`, `again(message)`, `goOn(message)`, `branch(message, step)`
   * @param place `{count, index, last, contextLength}`: where it stands among messages in the same place, whether it is the
   *   last one of the conversation
   */
  constructor(message, place, actions) {
    this.message = message;
    this.place = place;
    this.actions = actions;
    this.isAnswer = message.role === 'assistant';
    this.element = el('article', {
      className: `message ${this.isAnswer ? 'answer' : 'question'}`,
      ariaLabel: this.isAnswer ? 'Answer' : 'You', data: {id: message.id},
    });
    this.body = el('div', {className: 'body'});
    this.foot = el('footer');
    this.element.append(...(message.files ?? []).map(fileBox), this.body, this.foot);
    if (this.isAnswer) {
      this.begin();
    } else {
      this.body.append(message.text);
      this.showActions();
    }
  }

  /** Shows what there is, so that more can be added. */
  begin() {
    this.body.replaceChildren();
    this.body.hidden = false;
    this.tokens?.remove();
    this.tokens = undefined;
    this.details?.remove();
    this.details = undefined;
    this.foot.replaceChildren();
    this.stream = new MarkdownStream(this.body);
    this.stream.append(this.message.text);
    if (this.message.thoughts) {
      this.openThoughts();
    }
  }

  /** Adds what has arrived to what is seen; `update` shows it. */
  addText(text) {
    this.stream.append(text);
  }

  addThoughts() {
    if (!this.details) {
      this.openThoughts();
    }
  }

  openThoughts() {
    this.thoughts = el('div', {className: 'thoughts-text'});
    this.thoughtsLabel = el('summary', {}, 'Thoughts');
    this.thoughtStream = new MarkdownStream(this.thoughts);
    this.details = el('details', {className: 'thoughts'}, this.thoughtsLabel, this.thoughts);
    this.body.before(this.details);
  }

  showThoughts(open) {
    if (this.details) {
      this.thoughtStream.append(this.message.thoughts.slice(this.thoughtStream.text.length));
      this.thoughtsLabel.textContent = open && !this.message.text ? 'Thinking …' : 'Thoughts';
      open ? this.thoughtStream.update() : this.thoughtStream.finish();
    }
  }

  /** Shows an answer that is still arriving. */
  update() {
    this.element.classList.add('arriving');
    this.element.ariaBusy = 'true';
    this.showThoughts(true);
    this.stream.update();
  }

  /** Shows a complete answer. */
  finish() {
    this.element.classList.remove('arriving');
    this.element.ariaBusy = 'false';
    this.showThoughts(false);
    this.stream.finish();
    this.showActions();
    return this;
  }

  showActions() {
    const {message, place, actions} = this;
    const nodes = [];
    if (this.isAnswer && message.problem) {
      nodes.push(el('div', {className: 'problem', role: 'alert'}, el('span', {}, message.problem),
        button('Try again', '', () => actions.again(message))));
    }
    if (place.count > 1) {
      nodes.push(this.branches());
    }
    if (message.text) {
      nodes.push(copyButton(() => message.text, 'Copy'));
    }
    nodes.push(...(this.isAnswer ? this.answerActions() : [iconButton('edit', 'Edit', () => this.edit())]));
    this.foot.replaceChildren(...nodes);
  }

  answerActions() {
    const {message, place, actions} = this;
    const nodes = [iconButton('again', 'Answer again', () => actions.again(message))];
    // What the thoughts of a model look like in its prompt is known to the server only.
    if (place.last && !message.thoughts && message.text && message.stats?.reason !== 'stop') {
      nodes.push(iconButton('forward', 'Continue', () => actions.goOn(message)));
    }
    if (message.tokens?.length > 0) {
      const toggle = iconButton('chart', 'Probabilities', () => this.toggleTokens(toggle));
      toggle.ariaPressed = 'false';
      nodes.push(toggle);
    }
    const note = endNote(message.stats, place.contextLength);
    nodes.push(...(note ? [el('span', {className: 'end-note'}, note)] : []));
    nodes.push(...(message.stats?.tokens ? [el('span', {className: 'stats'}, statsLine(message.stats))] : []));
    return nodes;
  }

  branches() {
    const {message, place, actions} = this;
    const step = (by, name, label) => {
      const element = iconButton(name, label, () => actions.branch(message, by));
      element.disabled = place.index + by < 0 || place.index + by >= place.count;
      return element;
    };
    return el('span', {className: 'branches'}, step(-1, 'left', 'The version before'),
      el('span', {ariaLabel: `Version ${place.index + 1} of ${place.count}`}, `${place.index + 1}/${place.count}`),
      step(1, 'right', 'The version after'));
  }

  toggleTokens(toggle) {
    const shown = this.tokens !== undefined;
    toggle.ariaPressed = String(!shown);
    if (shown) {
      this.tokens.remove();
      this.tokens = undefined;
    } else {
      this.tokens = tokenView(this.message.tokens);
      this.body.after(this.tokens);
    }
    this.body.hidden = !shown;
  }

  /** Turns a question into a field. */
  edit() {
    const field = el('textarea', {value: this.message.text, ariaLabel: 'Edit the message', rows: 1});
    const fit = () => {
      field.style.height = 'auto';
      field.style.height = `${field.scrollHeight + 2}px`;
    };
    const close = () => {
      this.element.classList.remove('editing');
      this.body.replaceChildren(this.message.text);
      this.showActions();
    };
    const send = () => field.value.trim() && this.actions.edit(this.message, field.value.trim());
    field.addEventListener('input', fit);
    field.addEventListener('keydown', event => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        close();
      } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        send();
      }
    });
    this.element.classList.add('editing');
    this.body.replaceChildren(field);
    this.foot.replaceChildren(buttons(button('Cancel', '', close), button('Send', 'primary', send)));
    fit();
    field.focus();
  }
}

function fileBox({name, text}) {
  return el('details', {className: 'file'}, el('summary', {}, name), el('pre', {tabIndex: 0}, text));
}
