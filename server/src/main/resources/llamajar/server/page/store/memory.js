// Conversations for as long as the page is open, with the methods of History: for browsers that let a page keep nothing.

export class Memory {
  constructor() {
    this.conversations = new Map();
    this.all = new Map();
  }

  get lasts() {
    return false;
  }

  /** There are no other tabs with the same conversations. */
  onChange() {}

  async list() {
    return [...this.conversations.values()].sort((a, b) => b.updated - a.updated);
  }

  async conversation(id) {
    return this.conversations.get(id);
  }

  async messages(id) {
    return new Map([...this.all].filter(([, message]) => message.conversation === id));
  }

  async create(conversation) {
    this.conversations.set(conversation.id, conversation);
  }

  async change(id, fields) {
    const conversation = this.conversations.get(id);
    if (conversation) {
      this.conversations.set(id, {...conversation, ...fields});
    }
    return conversation !== undefined;
  }

  async save(message) {
    const there = this.conversations.has(message.conversation);
    if (there) {
      this.all.set(message.id, message);
    }
    return there;
  }

  async remove(id) {
    this.conversations.delete(id);
    for (const message of (await this.messages(id)).values()) {
      this.all.delete(message.id);
    }
  }

  async search(text) {
    const wanted = text.toLowerCase();
    const titles = [...this.conversations.values()].filter(({title}) => title.toLowerCase().includes(wanted)).map(({id}) => id);
    const texts = [...this.all.values()].filter(message => message.text.toLowerCase().includes(wanted))
      .map(message => message.conversation);
    return new Set([...titles, ...texts]);
  }

  async merge(conversations) {
    for (const {messages, ...conversation} of conversations) {
      this.conversations.set(conversation.id, this.conversations.get(conversation.id) ?? conversation);
      for (const message of messages) {
        this.all.set(message.id, this.all.get(message.id) ?? message);
      }
    }
  }
}
