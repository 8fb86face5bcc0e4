// Markdown that arrives in pieces. Blocks that can't change any more stay as they are; only the last one is made anew, and
// of code only its last line.

import {parseBlocks} from './blocks.js';
import {renderBlocks} from './dom.js';
import {Budget} from './budget.js';
import {CodeBlock} from './codeblock.js';

export class MarkdownStream {
  constructor(container) {
    this.container = container;
    this.text = '';
    this.settled = 0;
    this.tail = [];
    this.code = null;
  }

  append(piece) {
    this.text += piece;
  }

  /** Shows what has arrived. */
  update() {
    this.show(true);
  }

  /** Shows everything; nothing more comes. */
  finish() {
    this.show(false);
  }

  show(open) {
    const rest = this.text.slice(this.settled);
    const blocks = parseBlocks(rest);
    const count = settledBlocks(blocks, rest, open);
    const budget = new Budget(rest.length);
    if (count === 0 && open && this.updateCode(blocks)) {
      return;
    }
    this.tail.forEach(node => node.remove());
    this.code = null;
    this.container.append(...renderBlocks(blocks.slice(0, count), budget, false));
    const last = blocks.slice(count);
    this.tail = this.openCode(last) ?? renderBlocks(last, budget, open);
    this.container.append(...this.tail);
    if (count > 0) {
      this.settled += last.length > 0 ? lineStart(rest, last[0].line) : rest.length;
    }
  }

  /** Code that is arriving, so that it can be added to. */
  openCode(blocks) {
    if (blocks.length !== 1 || blocks[0].kind !== 'code' || blocks[0].closed) {
      return null;
    }
    this.code = new CodeBlock(blocks[0].language).update(blocks[0].text, false);
    return [this.code.element];
  }

  updateCode(blocks) {
    if (this.code === null || blocks.length !== 1 || blocks[0].closed || blocks[0].language !== this.code.language
        || !blocks[0].text.startsWith(this.code.text.slice(0, this.code.settled))) {
      return false;
    }
    this.code.update(blocks[0].text, false);
    return true;
  }
}

/** How many blocks are followed by one whose first line is complete, which is what ends them for good. */
function settledBlocks(blocks, text, open) {
  if (!open) {
    return blocks.length;
  }
  const lines = text.split('\n').length;
  let count = 0;
  // A table begins with a line that looks like text: the line after the first has to be complete as well.
  while (count + 1 < blocks.length && blocks[count + 1].line + 2 < lines) {
    count++;
  }
  return count;
}

function lineStart(text, line) {
  let start = 0;
  for (let i = 0; i < line; i++) {
    start = text.indexOf('\n', start) + 1;
  }
  return start;
}
