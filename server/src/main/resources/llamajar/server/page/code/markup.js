// Colours HTML and XML line by line.

const TAG = /<[/!?]?[a-z][\w:.-]*/iy;
const NAME = /[\w:@.-]+/y;

export class Markup {
  constructor() {
    this.inComment = false;
    this.inTag = false;
  }

  line(text) {
    const parts = [];
    let at = 0;
    const take = (kind, end) => {
      if (end > at) {
        parts.push([kind, text.slice(at, end)]);
      }
      at = end;
    };
    while (at < text.length) {
      if (this.inComment || text.startsWith('<!--', at)) {
        const end = text.indexOf('-->', at);
        this.inComment = end < 0;
        take('comment', end < 0 ? text.length : end + 3);
      } else if (this.inTag) {
        this.insideTag(text, at, take);
      } else {
        TAG.lastIndex = at;
        const tag = TAG.exec(text);
        const next = text.indexOf('<', at + 1);
        this.inTag = tag !== null;
        take(tag ? 'tag' : '', tag ? at + tag[0].length : next < 0 ? text.length : next);
      }
    }
    return parts;
  }

  insideTag(text, at, take) {
    const c = text[at];
    if (c === '>' || text.startsWith('/>', at)) {
      this.inTag = false;
      return take('tag', at + (c === '>' ? 1 : 2));
    }
    if (c === '"' || c === "'") {
      const end = text.indexOf(c, at + 1);
      return take('string', end < 0 ? text.length : end + 1);
    }
    NAME.lastIndex = at;
    const name = NAME.exec(text);
    return take(name ? 'key' : '', at + (name ? name[0].length : 1));
  }
}
