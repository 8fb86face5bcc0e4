// Colours code line by line. What goes on in the next line (a comment, a long text) is remembered in between.
//
// A line becomes pairs of a kind and a text, which together are the line. Kinds: comment, string, number, keyword, constant,
// function, key, variable, tag, added, removed; empty: nothing special.

import {languageOf} from './languages.js';
import {Markup} from './markup.js';

const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
const DASHED_WORD = /[\p{L}_@.-][\p{L}\p{N}_.-]*/uy;
const NUMBER = /(?:0[xob][\da-f_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:e[+-]?\d+)?)[a-z%]*/iy;
const VARIABLE = /\$(?:\{[^}\n]{0,200}\}|\w+|[@?#*!$])/y;
const CHARACTER = /'(?:\\[^\n]{1,8}?|[^\\'])'/uy;
// Longer lines are data, and colours would only cost.
const LONGEST = 2000;

export class Highlighter {
  constructor(name) {
    const lower = name.toLowerCase();
    this.language = languageOf(name);
    this.markup = ['html', 'xml', 'svg', 'vue', 'xhtml'].includes(lower) ? new Markup() : null;
    this.diff = lower === 'diff' || lower === 'patch';
    this.until = null;
    this.untilKind = '';
  }

  /** The parts of the next line. */
  line(text) {
    if (text.length > LONGEST) {
      return [['', text]];
    }
    if (this.diff) {
      return [[diffKind(text), text]];
    }
    return this.markup ? this.markup.line(text) : this.language ? new Line(this, text).parts() : text ? [['', text]] : [];
  }
}

function diffKind(text) {
  return text.startsWith('@@') ? 'keyword' : text.startsWith('+') ? 'added' : text.startsWith('-') ? 'removed' : '';
}

class Line {
  constructor(state, text) {
    this.state = state;
    this.language = state.language;
    this.text = text;
    this.at = 0;
    this.result = [];
  }

  parts() {
    if (this.state.until !== null) {
      this.continueLong();
    }
    while (this.at < this.text.length) {
      this.comment() || this.long() || this.string() || this.directive() || this.variable() || this.number() || this.word()
        || this.take('', 1);
    }
    return this.result;
  }

  take(kind, length) {
    const part = this.text.slice(this.at, this.at + length);
    const last = this.result[this.result.length - 1];
    if (last && last[0] === kind) {
      last[1] += part;
    } else if (part) {
      this.result.push([kind, part]);
    }
    this.at += length;
    return true;
  }

  /** Takes up to the end of something that began earlier. */
  continueLong() {
    const {until, untilKind} = this.state;
    let end = this.text.indexOf(until, this.at);
    while (end > 0 && untilKind === 'string' && isEscaped(this.text, end)) {
      end = this.text.indexOf(until, end + 1);
    }
    if (end >= 0) {
      this.state.until = null;
    }
    this.take(untilKind, (end < 0 ? this.text.length : end + until.length) - this.at);
  }

  begins(list) {
    return list?.find(([opening]) => this.text.startsWith(opening, this.at));
  }

  comment() {
    const block = this.begins(this.language.block);
    if (block) {
      return this.beginLong(block, 'comment');
    }
    const line = this.language.line.find(mark => this.text.startsWith(mark, this.at));
    const inWord = this.language.hashAfterSpace && this.at > 0 && !/\s/.test(this.text[this.at - 1]);
    return line !== undefined && !inWord && this.take('comment', this.text.length - this.at);
  }

  long() {
    const long = this.begins(this.language.long);
    return long !== undefined && this.beginLong(long, 'string');
  }

  beginLong([opening, closing], kind) {
    this.state.until = closing;
    this.state.untilKind = kind;
    this.take(kind, opening.length);
    this.continueLong();
    return true;
  }

  string() {
    if (this.language.characters) {
      const character = this.match(CHARACTER);
      if (character) {
        return this.take('string', character.length);
      }
    }
    const quote = this.text[this.at];
    if (!this.language.strings.includes(quote)) {
      return false;
    }
    let end = this.at + 1;
    while (end < this.text.length && this.text[end] !== quote) {
      end += this.text[end] === '\\' ? 2 : 1;
    }
    end = Math.min(end + 1, this.text.length);
    const isKey = this.language.keys === 'string' && /\s|:/.test(this.text[end] ?? '')
      && this.text.slice(end).trimStart().startsWith(':');
    return this.take(isKey ? 'key' : 'string', end - this.at);
  }

  directive() {
    const isDirective = this.language.directives && this.text[this.at] === '#' && this.text.slice(0, this.at).trim() === '';
    return isDirective && this.take('keyword', (/^#\s*\w*/.exec(this.text.slice(this.at)))[0].length);
  }

  variable() {
    const variable = this.language.variables && this.match(VARIABLE);
    return Boolean(variable) && this.take('variable', variable.length);
  }

  number() {
    const number = this.match(NUMBER);
    return Boolean(number) && this.take('number', number.length);
  }

  word() {
    const word = this.match(this.language.dashes ? DASHED_WORD : WORD);
    return Boolean(word) && this.take(this.wordKind(word), word.length);
  }

  wordKind(word) {
    const known = this.language.caseless ? word.toLowerCase() : word;
    const after = this.at + word.length;
    if (this.language.keywords?.has(known)) {
      return 'keyword';
    }
    if (this.language.constants?.has(known)) {
      return 'constant';
    }
    if (this.language.keys === 'word' && /^\s{0,40}[:=]/.test(this.text.slice(after, after + 41))) {
      return this.text.slice(0, this.at).replace(/^[\s-]+/, '') === '' ? 'key' : '';
    }
    return this.text[after] === '(' ? 'function' : '';
  }

  match(expression) {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text);
    return found && found[0];
  }
}

function isEscaped(text, place) {
  let count = 0;
  while (text[place - 1 - count] === '\\') {
    count++;
  }
  return count % 2 === 1;
}
