// The keys that do something, and the list of them.

import {el} from './elements.js';
import {showDialog} from './dialog.js';

const SHORTCUTS = [
  ['Enter', 'send; on phones a new line'],
  ['Ctrl Enter', 'send'],
  ['Shift Enter', 'new line'],
  ['Escape', 'stop the answer, or close what is open'],
  ['↑', 'in an empty field: edit the last question'],
  ['Ctrl Shift O', 'new conversation'],
  ['Ctrl K', 'search conversations'],
  ['Ctrl ,', 'settings'],
  ['/', 'go to the message field'],
  ['?', 'this list'],
];

/** @param actions `{stop, create, search, settings, focus}` */
export function listenToKeys(actions) {
  document.addEventListener('keydown', event => {
    const control = event.ctrlKey || event.metaKey;
    if (document.getElementById('dialog').open || event.isComposing) {
      return;
    }
    const action = control ? withControl(event, actions) : plain(event, actions);
    if (action) {
      event.preventDefault();
      action();
    }
  });
}

function withControl(event, actions) {
  switch (event.key.toLowerCase()) {
    case 'o': return event.shiftKey ? actions.create : null;
    case 'k': return actions.search;
    case ',': return actions.settings;
    default: return null;
  }
}

function plain(event, actions) {
  if (event.key === 'Escape') {
    return actions.stop;
  }
  if (event.target.closest('input, textarea, select, [contenteditable]')) {
    return null;
  }
  return event.key === '/' ? actions.focus : event.key === '?' ? showShortcuts : null;
}

export function showShortcuts() {
  const keys = text => text.split(' ').flatMap((key, i) => [...(i > 0 ? [' '] : []), el('kbd', {}, key)]);
  return showDialog('Keyboard', () => [
    el('dl', {className: 'shortcuts'},
      ...SHORTCUTS.flatMap(([text, meaning]) => [el('dt', {}, ...keys(text)), el('dd', {}, meaning)])),
    el('p', {className: 'quiet'}, 'On a Mac, ⌘ in place of Ctrl.'),
  ], 'small');
}
