// The one dialog of the page, for whatever has to be asked or shown.

import {el, iconButton} from './elements.js';

const dialog = () => document.getElementById('dialog');

/**
 * Shows a dialog until it is closed.
 *
 * @param content gets a function that closes it with an answer, and gives back the nodes to show
 * @returns the answer, or null if it was closed otherwise
 */
export function showDialog(title, content, className = '') {
  const element = dialog();
  return new Promise(resolve => {
    let answer = null;
    const close = given => {
      answer = given;
      element.close();
    };
    // What was being asked before has no answer.
    element.onclose?.();
    element.className = className;
    element.replaceChildren(
      el('header', {}, el('h2', {id: 'dialog-title'}, title), iconButton('close', 'Close', () => close(null))),
      ...content(close));
    element.onclose = () => resolve(answer);
    // A click beside it closes it.
    element.onmousedown = event => event.target === element && close(null);
    if (!element.open) {
      element.showModal();
    }
  });
}

/** Asks whether to do something. */
export function confirmDialog(title, text, action) {
  return showDialog(title, close => [
    el('p', {}, text),
    buttons(button('Cancel', '', () => close(null)), button(action, 'danger', () => close(true))),
  ], 'small');
}

/** Asks for a text; null if there is none. */
export function askText(title, label, value, action, options = {}) {
  return showDialog(title, close => {
    const input = el('input', {type: options.secret ? 'password' : 'text', value, required: true, autocomplete: 'off'});
    const keepIt = el('input', {type: 'checkbox', checked: true});
    const form = el('form', {method: 'dialog'},
      ...(options.text ? [el('p', {}, options.text)] : []),
      el('label', {className: 'field'}, label, input),
      ...(options.keep ? [el('label', {className: 'flag'}, keepIt, options.keep)] : []),
      buttons(button('Cancel', '', () => close(null)), el('button', {type: 'submit', className: 'primary'}, action)));
    form.addEventListener('submit', event => {
      event.preventDefault();
      close({text: input.value.trim(), keep: keepIt.checked});
    });
    queueMicrotask(() => input.select());
    return [form];
  }, 'small');
}

export function buttons(...list) {
  return el('div', {className: 'buttons'}, ...list);
}

export function button(label, className, action) {
  const element = el('button', {type: 'button', className}, label);
  element.addEventListener('click', action);
  return element;
}
