// What is talked about: sends questions, keeps what comes back, and shows it. Answers go on while another conversation is
// being looked at.

import {Answering} from './answering.js';
import {newestLeaf, pathTo, siblings} from './store/tree.js';

const TITLE_LENGTH = 60;

export class Chat {
  /**
   * @param server `{client, state}`: state is null until the server has told it
   * @param parts `{history, view, status, composer, sidebar, page}`
   */
  constructor(server, parts) {
    this.server = server;
    Object.assign(this, parts);
    this.answering = new Map();
    this.reset();
  }

  reset() {
    this.conversation = null;
    this.messages = new Map();
    this.leaf = null;
  }

  get contextLength() {
    return this.server.state?.contextLength ?? null;
  }

  get path() {
    return pathTo(this.messages, this.leaf);
  }

  /** Begins a new conversation; nothing is kept before its first message. */
  create() {
    this.reset();
    this.show();
    this.composer.focus();
  }

  async open(id) {
    const conversation = await this.history.conversation(id);
    if (!conversation) {
      return this.create();
    }
    const messages = await this.history.messages(id);
    const running = this.answering.get(id);
    if (running) {
      messages.set(running.message.id, running.message);
    }
    this.conversation = conversation;
    this.messages = messages;
    this.leaf = conversation.leaf;
    this.show();
  }

  show() {
    this.view.show(this.path, this.messages, this.contextLength);
    this.page.show(this.conversation, this.messages.size === 0);
    this.sidebar.refresh(this.conversation?.id ?? null);
    const running = this.running();
    // Another version may be shown than the one that is arriving.
    const view = running && this.view.view(running.message.id);
    if (view) {
      running.attach(view);
    }
    this.showState();
  }

  /** The answer that is arriving in this conversation, if one is. */
  running() {
    return this.conversation ? this.answering.get(this.conversation.id) : undefined;
  }

  showState() {
    const running = this.running();
    this.composer.setBusy(running !== undefined);
    if (running) {
      running.showStatus();
    } else {
      this.status.idle(this.path.findLast(message => message.stats)?.stats, this.contextLength);
    }
  }

  /** Asks a question at the end of what is shown. */
  async send(text, files) {
    await this.ask(this.leaf, text, files);
  }

  /** Asks a question in another way; the old one stays beside it. */
  async edit(message, text) {
    this.stop();
    this.leaf = message.parent;
    await this.ask(message.parent, text, message.files, true);
  }

  async ask(parent, text, files, shortened = false) {
    if (!this.conversation) {
      await this.begin(text || files[0].name);
    }
    const question = this.newMessage('user', parent, {text, files});
    this.messages.set(question.id, question);
    if (shortened) {
      this.leaf = question.id;
      this.show();
    } else {
      this.view.add(question);
    }
    if (await this.history.save(question)) {
      await this.answer(this.newMessage('assistant', question.id, {}));
    } else {
      this.deleted();
    }
  }

  async begin(text) {
    const now = Date.now();
    const line = text.trim().split('\n')[0];
    const title = line.length > TITLE_LENGTH ? `${line.slice(0, TITLE_LENGTH - 1)}…` : line;
    this.conversation = {id: newId(), title, created: now, updated: now, leaf: null, settings: this.page.settings()};
    await this.history.create(this.conversation);
    this.page.show(this.conversation, false);
  }

  newMessage(role, parent, fields) {
    return {
      id: newId(), conversation: this.conversation.id, parent, role, text: '', thoughts: '', files: [], created: Date.now(),
      stats: null, tokens: [], problem: '', ...fields,
    };
  }

  /** Answers again: beside the old answer, or in its place if that one failed. */
  async again(message) {
    this.stop();
    const failed = message.problem !== '' && message.text === '';
    const next = failed ? {...message, thoughts: '', stats: null, tokens: [], problem: ''}
      : this.newMessage('assistant', message.parent, {});
    this.leaf = message.parent;
    this.messages.set(next.id, next);
    if (failed) {
      this.messages.delete(message.id);
    }
    this.view.show(this.path, this.messages, this.contextLength);
    await this.answer(next);
  }

  /** Goes on with an answer that was cut off. */
  async goOn(message) {
    message.problem = '';
    await this.answer(message, true);
  }

  async answer(message, continued = false) {
    const {conversation} = this;
    this.messages.set(message.id, message);
    this.leaf = message.id;
    const view = continued ? this.view.view(message.id) : this.view.add(message);
    const answering = new Answering(message, this.parts());
    this.answering.set(conversation.id, answering);
    answering.attach(view);
    this.showState();
    await this.history.change(conversation.id, {leaf: message.id, updated: Date.now()});
    this.sidebar.refresh(conversation.id);
    const messages = pathTo(this.messages, continued ? message.id : message.parent);
    const ended = () => this.ended(conversation.id, answering);
    const kept = await answering.run(messages, conversation.settings, continued, ended);
    if (!kept && this.conversation?.id === conversation.id) {
      this.deleted();
    }
  }

  ended(id, answering) {
    if (this.answering.get(id) === answering) {
      this.answering.delete(id);
    }
    if (this.conversation?.id === id) {
      this.showState();
    }
  }

  parts() {
    return {
      client: this.server.client, converses: this.server.state?.converses !== false, history: this.history,
      status: this.status, scroller: this.view,
      isShown: message => this.conversation?.id === message.conversation,
    };
  }

  stop() {
    this.running()?.stop();
  }

  /** Shows another version of a message. */
  async branch(message, step) {
    const versions = siblings(this.messages, message);
    const next = versions[versions.indexOf(message) + step];
    this.leaf = newestLeaf(this.messages, next.id);
    this.show();
    await this.history.change(this.conversation.id, {leaf: this.leaf});
  }

  async change(settings) {
    if (this.conversation) {
      this.conversation.settings = settings;
      await this.history.change(this.conversation.id, {settings});
    }
  }

  /** Another tab has changed a conversation. */
  async changed(id) {
    await this.sidebar.refresh();
    if (this.conversation && (id === null || id === this.conversation.id) && !this.running()) {
      const conversation = await this.history.conversation(this.conversation.id);
      if (!conversation) {
        this.deleted();
      } else if (!document.querySelector('.editing')) {
        await this.reread(conversation);
      }
    }
  }

  async reread(conversation) {
    const before = JSON.stringify(this.path);
    this.conversation = conversation;
    this.messages = await this.history.messages(conversation.id);
    this.leaf = this.leaf && newestLeaf(this.messages, this.leaf);
    if (JSON.stringify(this.path) !== before) {
      this.view.keepingPlace(() => this.show());
    }
  }

  /** The conversation is being deleted here. */
  removed(id) {
    this.answering.get(id)?.stop();
    if (this.conversation?.id === id) {
      this.create();
    }
  }

  deleted() {
    this.create();
    this.composer.tell('This conversation was deleted in another tab.');
  }
}

/** A random id. Pages that come over plain HTTP from another machine have no `randomUUID`. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
