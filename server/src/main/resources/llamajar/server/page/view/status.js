// The line under the field: how far the prompt has been read, how fast the answer comes, how full the context is.

import {el} from './elements.js';
import {speed, whole} from './numbers.js';

export class Status {
  constructor() {
    this.element = document.getElementById('status');
  }

  waiting() {
    this.show(el('span', {}, 'Waiting for the model'));
  }

  reading({total, cache, processed}) {
    const bar = el('progress', {max: total, value: processed, ariaLabel: 'Prompt read'});
    const known = cache > 0 ? `, ${whole(cache)} known already` : '';
    this.show(bar, el('span', {}, `Reading: ${whole(processed)} of ${whole(total)} tokens${known}`));
  }

  /** @param perSecond tokens, or null while there are too few to tell */
  writing(tokens, perSecond) {
    const text = perSecond === null ? 'Writing' : `Writing: ${whole(tokens)} tokens, ${speed(perSecond)}`;
    if (this.writingText) {
      // Only the text changes, many times a second.
      this.writingText.data = text;
      return;
    }
    this.writingText = document.createTextNode(text);
    this.show(el('span', {ariaLive: 'off'}, this.writingText));
  }

  idle(stats, contextLength) {
    const used = (stats?.prompt ?? 0) + (stats?.tokens ?? 0);
    this.writingText = null;
    this.show(...(used && contextLength
      ? [el('meter', {max: contextLength, value: used, high: contextLength * 0.9, ariaLabel: 'Context used'}),
         el('span', {}, `${whole(used)} of ${whole(contextLength)} tokens of context`)]
      : []));
  }

  show(...nodes) {
    if (nodes[0]?.firstChild !== this.writingText) {
      this.writingText = null;
    }
    this.element.replaceChildren(...nodes);
  }
}
