// Files that go with the next message: text only, and not more than fits.

import {countTokens} from '../api/server.js';
import {el, iconButton} from './elements.js';
import {whole} from './numbers.js';

const BYTES_PER_TOKEN_AT_MOST = 16;
const SHARE_OF_CONTEXT = 0.75;

export class Attachments {
  /**
   * @param client counts tokens
   * @param contextLength gives its length, or null if it is not known
   * @param tell says in words what is wrong
   */
  constructor(client, contextLength, tell) {
    this.client = client;
    this.contextLength = contextLength;
    this.tell = tell;
    this.files = [];
    this.list = document.getElementById('files');
  }

  /** Takes the files, and leaves none. */
  take() {
    const files = this.files.map(({name, text}) => ({name, text}));
    this.files = [];
    this.show();
    return files;
  }

  async add(files) {
    for (const file of files) {
      const problem = await this.addOne(file).catch(error => `${file.name}: ${error.message}`);
      if (problem) {
        this.tell(problem);
      }
    }
  }

  /** What is wrong with a file; empty if it was added. */
  async addOne(file) {
    if (/^(image|audio|video)\//.test(file.type)) {
      const kind = file.type.split('/')[0];
      return `${file.name} is ${kind === 'video' ? 'a' : 'an'} ${kind} file. This server reads text only.`;
    }
    const most = (this.contextLength() ?? Infinity) * SHARE_OF_CONTEXT;
    if (file.size > most * BYTES_PER_TOKEN_AT_MOST) {
      return `${file.name} is too long: it has ${whole(file.size)} bytes, and the context holds ${whole(this.contextLength())} tokens.`;
    }
    const text = decode(await file.arrayBuffer());
    if (text === null) {
      return `${file.name} is not a text file.`;
    }
    const tokens = await countTokens(this.client, text);
    const together = this.files.reduce((sum, other) => sum + other.tokens, tokens);
    if (together > most) {
      return `${file.name} is too long: with it the files have ${whole(together)} tokens, and the context holds `
        + `${whole(this.contextLength())}, which has to do for the conversation as well.`;
    }
    this.files.push({name: file.name, text, tokens});
    this.show();
    return '';
  }

  show() {
    this.list.replaceChildren(...this.files.map(file => el('li', {},
      el('span', {}, file.name), el('small', {}, `${whole(file.tokens)} tokens`),
      iconButton('close', `Remove ${file.name}`, () => {
        this.files = this.files.filter(other => other !== file);
        this.show();
      }))));
  }
}

/** The text of a file in UTF-8; null if it is something else. */
function decode(bytes) {
  try {
    const text = new TextDecoder('utf-8', {fatal: true}).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
