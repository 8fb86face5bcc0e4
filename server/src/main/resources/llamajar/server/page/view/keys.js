// The API key: asked for when the server wants one, kept in this browser only.

import {keep, recall} from '../store/local.js';
import {askText} from './dialog.js';

export class Keys {
  constructor() {
    this.key = recall('key');
    this.asking = null;
  }

  get() {
    return this.key;
  }

  /** Asks the user; requests that fail meanwhile wait for the same answer. Null if there is none. */
  ask(message) {
    this.asking ??= this.askOnce(message).finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  async askOnce(message) {
    const answer = await askText('API key', 'Key', '', 'Use it', {
      secret: true,
      text: `${message} This server answers only those who have a key. It is sent to this server and nowhere else.`.trim(),
      keep: 'Keep it in this browser',
    });
    if (answer === null || answer.text === '') {
      return null;
    }
    this.key = answer.text;
    keep('key', this.key, answer.keep);
    return this.key;
  }
}
