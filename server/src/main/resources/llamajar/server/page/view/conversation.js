// The messages of a conversation, and where one has scrolled to.

import {siblings} from '../store/tree.js';
import {iconButton} from './elements.js';
import {MessageView} from './message.js';

const BATCH = 24;
const NEAR = 60;

export class ConversationView {
  constructor(actions) {
    this.actions = actions;
    this.list = document.getElementById('messages');
    this.scroller = document.getElementById('scroll');
    this.views = new Map();
    this.generation = 0;
    this.follows = true;
    this.toEnd = iconButton('down', 'To the end', () => this.follow(), 'to-end');
    this.toEnd.hidden = true;
    this.scroller.after(this.toEnd);
    this.scroller.addEventListener('scroll', () => {
      const left = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight;
      this.follows = left < NEAR;
      this.toEnd.hidden = this.follows;
    }, {passive: true});
  }

  /** Shows messages from the first to the last; the end first, because that is what one sees. */
  show(path, messages, contextLength) {
    this.generation++;
    this.views.clear();
    this.list.replaceChildren();
    this.messages = messages;
    this.contextLength = contextLength;
    this.showBefore(path, path.length, this.generation);
    this.follow();
  }

  showBefore(path, end, generation) {
    if (end <= 0 || generation !== this.generation) {
      return;
    }
    const start = Math.max(0, end - BATCH);
    const views = path.slice(start, end).map((message, i) => this.make(message, start + i === path.length - 1));
    this.list.prepend(...views.map(view => view.element));
    setTimeout(() => this.showBefore(path, start, generation));
  }

  make(message, last) {
    const versions = siblings(this.messages, message);
    const place = {count: versions.length, index: versions.indexOf(message), last, contextLength: this.contextLength};
    const view = new MessageView(message, place, this.actions);
    this.views.set(message.id, view);
    return message.role === 'assistant' ? view.finish() : view;
  }

  /** Adds a message at the end. */
  add(message) {
    const previous = this.list.lastElementChild && this.views.get(this.list.lastElementChild.dataset.id);
    if (previous) {
      previous.place.last = false;
      previous.showActions();
    }
    const view = this.make(message, true);
    this.list.append(view.element);
    this.follow();
    return view;
  }

  view(id) {
    return this.views.get(id);
  }

  /** Goes to the end, and stays there while text arrives. */
  follow() {
    this.follows = true;
    this.keepUp();
  }

  keepUp() {
    if (this.follows) {
      this.scroller.scrollTop = this.scroller.scrollHeight;
    }
  }

  /** Does something that shows the messages anew, and goes back to where one was reading. */
  keepingPlace(action) {
    const place = this.follows ? null : this.scroller.scrollTop;
    action();
    if (place !== null) {
      this.scroller.scrollTop = place;
    }
  }

  editLastQuestion() {
    const last = [...this.views.values()].filter(view => view.message.role === 'user' && view.element.isConnected)
      .sort((a, b) => a.message.created - b.message.created).at(-1);
    last?.edit();
  }
}
