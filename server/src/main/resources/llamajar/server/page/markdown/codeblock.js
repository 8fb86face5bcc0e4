// A block of code with its language, a button to copy it, and colours. Lines that are complete are coloured once and stay.

import {el, copyButton} from '../view/elements.js';
import {Highlighter} from '../code/highlight.js';

export class CodeBlock {
  constructor(language) {
    this.language = language;
    this.text = '';
    this.settled = 0;
    this.highlighter = new Highlighter(language);
    this.code = el('code');
    this.tail = el('span');
    this.code.append(this.tail);
    this.element = el('div', {className: 'code'},
      el('div', {className: 'code-head'},
        el('span', {}, language.slice(0, 40) || 'text'),
        copyButton(() => this.text, 'Copy code')),
      el('pre', {tabIndex: 0}, this.code));
  }

  /**
   * Shows more of the same code.
   *
   * @param text all of it
   * @param complete whether its last line is complete
   */
  update(text, complete) {
    this.text = text;
    let from = this.settled;
    let end = text.indexOf('\n', from);
    while (end >= 0) {
      this.tail.before(...this.line(text.slice(from, end)), '\n');
      from = end + 1;
      end = text.indexOf('\n', from);
    }
    this.settled = from;
    const last = text.slice(from);
    if (complete) {
      this.tail.replaceWith(...this.line(last));
    } else {
      this.tail.replaceChildren(last);
    }
    return this;
  }

  line(text) {
    return this.highlighter.line(text).map(([kind, part]) =>
      kind ? el('span', {className: `hl-${kind}`}, part) : document.createTextNode(part));
  }
}
