// Reads the blocks of a text: paragraphs, headings, lists, quotes, tables, fenced code, rules.
//
// A block is one of
//   {kind: 'paragraph' | 'math', text}          {kind: 'heading', level, text}
//   {kind: 'code', language, text, closed}      {kind: 'quote', children}
//   {kind: 'list', ordered, start, loose, items: [{checked, children}]}
//   {kind: 'table', align, head, rows}          {kind: 'rule'}
// and has the number of its first line in `line`. Cells are texts, children are blocks.
//
// Differs from CommonMark where models mean something else: a line of dashes under a paragraph is a rule, lists may be
// indented by two, HTML is text.

import {splitRow, tableAlignment} from './table.js';

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(?:( +)(.*)|)$/;
const QUOTE = /^ {0,3}> ?/;
const TASK = /^\[([ xX])\] +(?=\S)/;
const MATH = /^ {0,3}(\$\$|\\\[)/;
const DEEPEST = 12;

export function parseBlocks(text, depth = 0) {
  return new BlockReader(text.split('\n').map(expandTabs), depth).read();
}

class BlockReader {
  constructor(lines, depth) {
    this.lines = lines;
    this.depth = depth;
    this.at = 0;
    this.blocks = [];
  }

  read() {
    while (this.at < this.lines.length) {
      if (isBlank(this.lines[this.at])) {
        this.at++;
        continue;
      }
      const line = this.at;
      const block = this.block(this.lines[line]);
      block.line = line;
      this.blocks.push(block);
    }
    return this.blocks;
  }

  block(line) {
    const fence = openFence(line);
    if (fence) {
      return this.fenced(fence);
    }
    const heading = HEADING.exec(line);
    if (heading) {
      this.at++;
      return {kind: 'heading', level: heading[1].length, text: headingText(line.slice(heading[0].length).trim())};
    }
    if (RULE.test(line)) {
      this.at++;
      return {kind: 'rule'};
    }
    if (this.depth < DEEPEST && QUOTE.test(line)) {
      return this.quote();
    }
    if (this.depth < DEEPEST && ITEM.test(line)) {
      return this.list();
    }
    if (indent(line) >= 4) {
      return this.indented();
    }
    return this.math(line) ?? this.table(line) ?? this.paragraph();
  }

  fenced({ticks, info, strip}) {
    const body = [];
    let closed = false;
    for (this.at++; this.at < this.lines.length && !closed; this.at++) {
      closed = closesFence(this.lines[this.at], ticks);
      if (!closed) {
        body.push(withoutIndent(this.lines[this.at], strip));
      }
    }
    return {kind: 'code', language: info.split(/[\s,{]/)[0], text: body.join('\n'), closed};
  }

  indented() {
    const body = [];
    while (this.at < this.lines.length && (isBlank(this.lines[this.at]) || indent(this.lines[this.at]) >= 4)) {
      body.push(this.lines[this.at++].slice(4));
    }
    return {kind: 'code', language: '', text: body.join('\n').trimEnd(), closed: true};
  }

  quote() {
    const body = [];
    for (; this.at < this.lines.length; this.at++) {
      const line = this.lines[this.at];
      if (!QUOTE.test(line) && (isBlank(line) || isBlank(body.at(-1)) || this.starts(line))) {
        break;
      }
      body.push(line.replace(QUOTE, ''));
    }
    return {kind: 'quote', children: new BlockReader(body, this.depth + 1).read()};
  }

  list() {
    const [, , marker] = ITEM.exec(this.lines[this.at]);
    const ordered = marker.length > 1;
    const list = {kind: 'list', ordered, start: ordered ? parseInt(marker, 10) : 1, loose: false, items: []};
    while (this.at < this.lines.length) {
      const item = ITEM.exec(this.lines[this.at]);
      if (!item || item[2].at(-1) !== marker.at(-1) || RULE.test(this.lines[this.at])) {
        break;
      }
      list.items.push(this.item(item, list));
      const next = this.nextFilled();
      if (next > this.at && next < this.lines.length && ITEM.test(this.lines[next])) {
        // Blank lines between items make room between all of them.
        list.loose ||= ITEM.exec(this.lines[next])[2].at(-1) === marker.at(-1);
        this.at = next;
      }
    }
    return list;
  }

  item([, before, marker, space = ' ', rest = ''], list) {
    const width = before.length + marker.length + (space.length > 4 ? 1 : space.length);
    const body = [space.length > 4 ? space.slice(1) + rest : rest];
    for (this.at++; this.at < this.lines.length; this.at++) {
      const line = this.lines[this.at];
      const belongs =
        isBlank(line)
          ? this.blankBelongs(width)
          : indent(line) >= Math.min(width, 2 + before.length) && (indent(line) >= width || ITEM.test(line.trimStart()))
            || (!isBlank(body.at(-1)) && !this.starts(line));
      if (!belongs) {
        break;
      }
      body.push(withoutIndent(line, width));
    }
    const task = TASK.exec(body[0]);
    if (task) {
      body[0] = body[0].slice(task[0].length);
    }
    const children = new BlockReader(body, this.depth + 1).read();
    list.loose ||= children.filter(child => child.kind === 'paragraph').length > 1;
    return {checked: task ? task[1] !== ' ' : null, children};
  }

  /** Whether what follows blank lines is indented like the item before them. */
  blankBelongs(width) {
    const next = this.nextFilled();
    const line = this.lines[next];
    return next < this.lines.length && (indent(line) >= width || (indent(line) >= 2 && ITEM.test(line.trimStart())));
  }

  /** The place of the next line that is not blank. Found once for each run of blank lines. */
  nextFilled() {
    if (!(this.filled >= this.at) || !(this.searched <= this.at)) {
      this.searched = this.at;
      this.filled = this.at;
      while (this.filled < this.lines.length && isBlank(this.lines[this.filled])) {
        this.filled++;
      }
    }
    return this.filled;
  }

  math(line) {
    const opening = MATH.exec(line);
    if (!opening) {
      return null;
    }
    const closing = opening[1] === '$$' ? '$$' : '\\]';
    let end = this.at;
    let found = line.indexOf(closing, opening[0].length);
    while (found < 0 && ++end < this.lines.length && !isBlank(this.lines[end])) {
      found = this.lines[end].indexOf(closing);
    }
    if (found < 0 || end >= this.lines.length || this.lines[end].slice(found + closing.length).trim() !== '') {
      return null;
    }
    const text = this.lines.slice(this.at, end + 1).join('\n').trim();
    this.at = end + 1;
    return {kind: 'math', text};
  }

  table(line) {
    const align = line.includes('|') ? tableAlignment(this.lines[this.at + 1] ?? '') : null;
    const head = align && splitRow(line);
    if (!head || head.length !== align.length) {
      return null;
    }
    const rows = [];
    for (this.at += 2; this.at < this.lines.length; this.at++) {
      const row = this.lines[this.at];
      if (isBlank(row) || !row.includes('|') || this.starts(row)) {
        break;
      }
      const cells = splitRow(row).slice(0, head.length);
      rows.push([...cells, ...Array(head.length - cells.length).fill('')]);
    }
    return {kind: 'table', align, head, rows};
  }

  paragraph() {
    const body = [this.lines[this.at++].trim()];
    while (this.at < this.lines.length) {
      const line = this.lines[this.at];
      if (isBlank(line) || this.starts(line) || this.startsTable()) {
        break;
      }
      body.push(line.trim());
      this.at++;
    }
    return {kind: 'paragraph', text: body.join('\n')};
  }

  startsTable() {
    const align = this.lines[this.at].includes('|') ? tableAlignment(this.lines[this.at + 1] ?? '') : null;
    return align !== null && splitRow(this.lines[this.at]).length === align.length;
  }

  /** Whether a line begins another block even right after a paragraph. */
  starts(line) {
    if (openFence(line) || HEADING.test(line) || RULE.test(line)) {
      return true;
    }
    if (this.depth >= DEEPEST) {
      return false;
    }
    const item = ITEM.exec(line);
    // A number at the beginning of a line is more often part of a sentence than the 1,970th item of a list.
    return QUOTE.test(line) || (item !== null && item[4] !== undefined && item[2].length <= 4);
  }
}

// Written with few expressions, and those without a choice of ways: a text must not make them slow.

/** The beginning of a block of code, or null. */
function openFence(line) {
  const match = FENCE.exec(line);
  const info = match && line.slice(match[0].length).trim();
  return match === null || (match[1][0] === '`' && info.includes('`')) ? null : {ticks: match[1], info, strip: indent(line)};
}

function closesFence(line, ticks) {
  const rest = line.trim();
  return indent(line) < 4 && rest.length >= ticks.length && rest === ticks[0].repeat(rest.length);
}

/** Without a row of `#` at its end. */
function headingText(text) {
  let end = text.length;
  while (end > 0 && text[end - 1] === '#') {
    end--;
  }
  return end === 0 || ' \t'.includes(text[end - 1]) ? text.slice(0, end).trimEnd() : text;
}

function isBlank(line) {
  return line === undefined || line.trim() === '';
}

function indent(line) {
  return line.length - line.trimStart().length;
}

function withoutIndent(line, width) {
  return line.slice(Math.min(width, indent(line)));
}

/** Tabs at the beginning reach to the next column that 4 divides. */
function expandTabs(line) {
  const start = /^[ \t]*\t[ \t]*/.exec(line);
  if (!start) {
    return line;
  }
  let width = 0;
  for (const c of start[0]) {
    width += c === '\t' ? 4 - (width % 4) : 1;
  }
  return ' '.repeat(width) + line.slice(start[0].length);
}
