// Reads what stands inside a paragraph, a heading or a cell: emphasis, code, links, breaks.
//
// A node is a text, or one of
//   {kind: 'strong' | 'em' | 'del', children}  {kind: 'link', address, children}
//   {kind: 'code' | 'math', text}              {kind: 'break'}
//
// Differs from CommonMark where a chat is better off: each line end is a break, formulas keep their backslashes, HTML is
// text, links by reference don't exist.

import {Delimiters} from './delimiters.js';

const PUNCTUATION = /[!-/:-@[-`{-~]/;
const ADDRESS = /https?:\/\/[^\s<>"`]+/y;
const BRACKETED_ADDRESS = /<((?:https?:\/\/|mailto:)[^\s<>]{1,2000})>/y;
const HTML_BREAK = /<br ?\/?>/iy;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/iy;
const ENTITIES = {amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0'};
const WORD = /[\p{L}\p{N}]/u;
const DESTINATION_LENGTH = 2000;

/**
 * @param budget how much work it may cause
 * @param open whether the text is still arriving, so that what is not closed yet counts as closed
 */
export function parseInline(text, budget, open = false) {
  return new Scanner(text, budget, open).scan();
}

class Scanner {
  constructor(text, budget, open) {
    this.text = text;
    this.budget = budget;
    this.open = open;
    this.at = 0;
    this.out = new Delimiters(budget);
    this.missing = new Set();
  }

  scan() {
    while (this.at < this.text.length) {
      if (!this.budget.spend(1)) {
        this.out.text(this.text.slice(this.at));
        break;
      }
      this.step();
    }
    return this.out.finish(this.open);
  }

  step() {
    const c = this.text[this.at];
    switch (c) {
      case '\\': return this.backslash();
      case '`': return this.code();
      case '$': return this.text[this.at + 1] === '$' ? this.verbatim('$$', '$$') : this.literal(1);
      case '*': case '_': case '~': return this.emphasis(c);
      case '!': return this.text[this.at + 1] === '[' ? this.bracket(2) : this.literal(1);
      case '[': return this.bracket(1);
      case ']': return this.closeBracket();
      case '<': return this.angle();
      case '&': return this.entity();
      case 'h': return this.bareAddress();
      case '\n': this.at++; return this.out.add({kind: 'break'});
      default: return this.plain();
    }
  }

  /** Everything up to the next character that may mean something. */
  plain() {
    const special = /[\\`$*_~![\]<&h\n]/g;
    special.lastIndex = this.at + 1;
    const found = special.exec(this.text);
    this.literal((found ? found.index : this.text.length) - this.at);
  }

  literal(length) {
    this.budget.spend(length);
    this.out.text(this.text.slice(this.at, this.at + length));
    this.at += length;
  }

  /** The place of a text from a position on, or -1; what is not there is not searched for again. */
  find(wanted, from) {
    if (this.missing.has(wanted)) {
      return -1;
    }
    const place = this.text.indexOf(wanted, from);
    if (place < 0) {
      this.missing.add(wanted);
    }
    this.budget.spend((place < 0 ? this.text.length : place) - from);
    return place;
  }

  backslash() {
    const next = this.text[this.at + 1];
    if (next === '(' || next === '[') {
      return this.verbatim('\\' + next, next === '(' ? '\\)' : '\\]');
    }
    if (next === '\n') {
      this.at += 2;
      return this.out.add({kind: 'break'});
    }
    if (next !== undefined && PUNCTUATION.test(next)) {
      this.at++;
    }
    return this.literal(1);
  }

  /** A formula, which stays as it is written. */
  verbatim(opening, closing) {
    const end = this.find(closing, this.at + opening.length);
    if (end < 0) {
      return this.literal(opening.length);
    }
    this.out.add({kind: 'math', text: this.text.slice(this.at, end + closing.length)});
    this.at = end + closing.length;
  }

  code() {
    let length = 1;
    while (this.text[this.at + length] === '`') {
      length++;
    }
    const from = this.at + length;
    let end = this.closingTicks(length, from);
    if (end < 0 && this.open && from < this.text.length) {
      end = this.text.length;
    }
    if (end < 0) {
      return this.literal(length);
    }
    let code = this.text.slice(from, end).replaceAll('\n', ' ');
    if (code.length > 2 && code.startsWith(' ') && code.endsWith(' ')) {
      code = code.slice(1, -1);
    }
    this.out.add({kind: 'code', text: code});
    this.at = end + length;
  }

  /** The next run of exactly so many backticks. All runs of the text are found once. */
  closingTicks(length, from) {
    if (!this.ticks) {
      this.ticks = new Map();
      for (const run of this.text.matchAll(/`+/g)) {
        const places = this.ticks.get(run[0].length) ?? {list: [], next: 0};
        places.list.push(run.index);
        this.ticks.set(run[0].length, places);
      }
      this.budget.spend(this.text.length);
    }
    const places = this.ticks.get(length);
    while (places && places.next < places.list.length && places.list[places.next] < from) {
      places.next++;
    }
    return places && places.next < places.list.length ? places.list[places.next] : -1;
  }

  emphasis(c) {
    let length = 1;
    while (this.text[this.at + length] === c) {
      length++;
    }
    const before = this.at === 0 ? ' ' : this.text[this.at - 1];
    const after = this.text[this.at + length] ?? ' ';
    this.at += length;
    if (c === '~' && length !== 2) {
      return this.out.text(c.repeat(length));
    }
    const left = !/\s/.test(after) && (!PUNCTUATION.test(after) || /\s/.test(before) || PUNCTUATION.test(before));
    const right = !/\s/.test(before) && (!PUNCTUATION.test(before) || /\s/.test(after) || PUNCTUATION.test(after));
    // An underscore inside a word is part of a name.
    const canOpen = left && (c !== '_' || !WORD.test(before));
    const canClose = right && (c !== '_' || !WORD.test(after));
    this.out.run(c, length, canOpen, canClose);
  }

  bracket(length) {
    this.out.openBracket(this.text.slice(this.at, this.at + length));
    this.at += length;
  }

  closeBracket() {
    this.at++;
    if (!this.out.hasBracket()) {
      return this.out.text(']');
    }
    const destination = this.text[this.at] === '(' ? this.destination() : null;
    if (destination === null) {
      return this.out.closeBracket(null);
    }
    this.at = destination.end;
    this.out.closeBracket(destination.address);
  }

  /** `(address "title")` from here, or null. An address that is still arriving is none yet. */
  destination() {
    let depth = 0;
    const last = Math.min(this.text.length, this.at + DESTINATION_LENGTH);
    let end = this.at;
    for (; end < last; end++) {
      const c = this.text[end];
      if (c === '\n') {
        return null;
      }
      if (c === '\\') {
        end++;
      } else if (c === '(') {
        depth++;
      } else if (c === ')' && --depth === 0) {
        break;
      }
    }
    this.budget.spend(end - this.at);
    if (end >= this.text.length) {
      return this.open ? {address: '', end: this.text.length} : null;
    }
    if (end >= last) {
      return null;
    }
    const inside = this.text.slice(this.at + 1, end).trim();
    const match = /^(?:<([^<>]*)>|(\S*))(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?$/.exec(inside);
    return match && {address: match[1] ?? match[2], end: end + 1};
  }

  angle() {
    const address = this.match(BRACKETED_ADDRESS);
    if (address) {
      this.at += address[0].length;
      return this.link(address[1]);
    }
    const lineBreak = this.match(HTML_BREAK);
    if (lineBreak) {
      this.at += lineBreak[0].length;
      return this.out.add({kind: 'break'});
    }
    return this.literal(1);
  }

  entity() {
    const match = this.match(ENTITY);
    if (!match) {
      return this.literal(1);
    }
    this.at += match[0].length;
    const code = match[1] ? parseInt(match[1], 10) : match[2] ? parseInt(match[2], 16) : 0;
    const valid = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    this.out.text(match[3] ? ENTITIES[match[3].toLowerCase()] : valid ? String.fromCodePoint(code) : '\ufffd');
  }

  bareAddress() {
    const before = this.at === 0 ? ' ' : this.text[this.at - 1];
    const match = WORD.test(before) ? null : this.match(ADDRESS);
    if (!match) {
      return this.plain();
    }
    this.budget.spend(match[0].length);
    const address = withoutTrailing(match[0]);
    this.at += address.length;
    this.link(address);
  }

  link(address) {
    this.out.add({kind: 'link', address, children: [address.replace(/^mailto:/, '')]});
  }

  match(expression) {
    expression.lastIndex = this.at;
    return expression.exec(this.text);
  }
}

/** An address without the punctuation of the sentence around it. */
function withoutTrailing(address) {
  let end = address.length;
  let unclosed = 0;
  for (const c of address) {
    unclosed += c === '(' ? 1 : c === ')' ? -1 : 0;
  }
  for (; end > 0; end--) {
    const c = address[end - 1];
    if (c === ')' && unclosed < 0) {
      unclosed++;
    } else if (!'.,;:!?\'*_~]'.includes(c)) {
      break;
    }
  }
  return address.slice(0, end);
}
