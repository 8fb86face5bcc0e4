// Pairs up what opens and closes: runs of `*`, `_` and `~`, and brackets.
//
// Openers lie on a stack, each with the nodes that came after it. A closer takes the nearest opener of its kind; what lies
// above it on the stack turns out to be text. Each opener is taken off once, and how many of each kind are on the stack
// is known, so that nothing is searched for in vain.

const KINDS = {'~2': 'del', '*1': 'em', '*2': 'strong', _1: 'em', _2: 'strong'};

export class Delimiters {
  constructor(budget) {
    this.budget = budget;
    this.stack = [{mark: '', count: 0, spelling: '', children: []}];
    this.waiting = {'*': 0, _: 0, '~': 0, '[': 0};
  }

  get top() {
    return this.stack[this.stack.length - 1];
  }

  add(node) {
    this.top.children.push(node);
  }

  text(text) {
    append(this.top.children, text);
  }

  /** A run of one character that may begin or end emphasis. */
  run(mark, length, canOpen, canClose) {
    let left = length;
    while (canClose && left > 0 && this.waiting[mark] > 0 && (mark !== '~' || left === 2)) {
      this.dropAbove(mark);
      const opener = this.top;
      const taken = Math.min(2, left, opener.count);
      const node = {kind: KINDS[mark + taken], children: opener.children};
      opener.count -= taken;
      left -= taken;
      if (opener.count > 0) {
        opener.children = [node];
      } else {
        this.pop();
        this.add(node);
      }
    }
    if (left > 0 && canOpen) {
      this.push(mark, left, mark);
    } else if (left > 0) {
      this.text(mark.repeat(left));
    }
  }

  /** `[` or `![`. Images are shown as links: the page loads nothing from elsewhere. */
  openBracket(spelling) {
    this.push('[', 1, spelling);
  }

  hasBracket() {
    return this.waiting['['] > 0;
  }

  /** Ends the nearest bracket. Null: it was no link. */
  closeBracket(address) {
    this.dropAbove('[');
    if (address === null) {
      this.dropFrom(this.stack.length - 1);
      this.text(']');
      return;
    }
    const {children} = this.pop();
    this.add({kind: 'link', address, children});
  }

  /**
   * All nodes.
   *
   * @param open whether openers without an end count as emphasis, because the end is still to come
   */
  finish(open) {
    while (open && this.stack.length > 1 && this.budget.spend(1)) {
      const {mark, count, children} = this.top;
      const kind = KINDS[mark + Math.min(2, count)];
      if (kind && children.length > 0) {
        this.pop();
        this.add({kind, children});
      } else {
        this.dropFrom(this.stack.length - 1);
      }
    }
    this.dropFrom(1);
    return this.top.children;
  }

  push(mark, count, spelling) {
    this.waiting[mark]++;
    this.stack.push({mark, count, spelling, children: []});
  }

  pop() {
    const entry = this.stack.pop();
    this.waiting[entry.mark]--;
    return entry;
  }

  dropAbove(mark) {
    let place = this.stack.length - 1;
    while (this.stack[place].mark !== mark) {
      place--;
    }
    this.dropFrom(place + 1);
  }

  /** The openers from a place on opened nothing: they and what came after them go to the one below. */
  dropFrom(place) {
    const target = this.stack[place - 1].children;
    for (const {mark, count, spelling, children} of this.stack.splice(place)) {
      this.waiting[mark]--;
      this.budget.spend(children.length);
      append(target, mark === '[' ? spelling : mark.repeat(count));
      for (const child of children) {
        append(target, child);
      }
    }
  }
}

function append(children, node) {
  if (typeof node !== 'string') {
    children.push(node);
  } else if (typeof children[children.length - 1] === 'string') {
    children[children.length - 1] += node;
  } else if (node !== '') {
    children.push(node);
  }
}
