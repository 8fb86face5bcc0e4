// Conversations in the browser's database. Each message is a record of its own, and a conversation is only changed field by
// field inside a transaction, so that several tabs can write at the same time.
//
// A conversation: {id, title, created, updated, leaf, settings}
// A message: {id, conversation, parent, role, text, thoughts, files, created, stats, tokens, problem}

const NAME = 'llamajar';
const VERSION = 1;

export class History {
  /** Opens the database, or makes it. */
  static async open() {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('conversations', {keyPath: 'id'});
      request.result.createObjectStore('messages', {keyPath: 'id'}).createIndex('conversation', 'conversation');
    };
    return new History(await done(request));
  }

  constructor(database) {
    this.database = database;
    this.channel = new BroadcastChannel(NAME);
    // A newer page in another tab must not wait for this one.
    database.onversionchange = () => database.close();
  }

  /** Calls a function with the id of a conversation that another tab changed; null: many. */
  onChange(listener) {
    this.channel.onmessage = event => listener(event.data);
  }

  /** All conversations, the latest first. */
  async list() {
    const all = await done(this.store('conversations', 'readonly').getAll());
    return all.sort((a, b) => b.updated - a.updated);
  }

  /** A conversation, or undefined. */
  conversation(id) {
    return done(this.store('conversations', 'readonly').get(id));
  }

  /** The messages of a conversation, by id. */
  async messages(id) {
    const all = await done(this.store('messages', 'readonly').index('conversation').getAll(id));
    return new Map(all.map(message => [message.id, message]));
  }

  async create(conversation) {
    await done(this.store('conversations', 'readwrite').add(conversation));
    this.channel.postMessage(conversation.id);
  }

  /** Changes some fields. False if it has been deleted in the meantime. */
  async change(id, fields) {
    const store = this.store('conversations', 'readwrite');
    const conversation = await done(store.get(id));
    if (conversation) {
      await done(store.put({...conversation, ...fields}));
      this.channel.postMessage(id);
    }
    return conversation !== undefined;
  }

  /** Keeps a message. False if its conversation has been deleted in the meantime. */
  async save(message) {
    const transaction = this.database.transaction(['conversations', 'messages'], 'readwrite');
    const there = await done(transaction.objectStore('conversations').count(message.conversation)) > 0;
    if (there) {
      await done(transaction.objectStore('messages').put(message));
      this.channel.postMessage(message.conversation);
    }
    return there;
  }

  /** Deletes a conversation with its messages. */
  async remove(id) {
    const transaction = this.database.transaction(['conversations', 'messages'], 'readwrite');
    transaction.objectStore('conversations').delete(id);
    const messages = transaction.objectStore('messages');
    for (const key of await done(messages.index('conversation').getAllKeys(id))) {
      messages.delete(key);
    }
    await committed(transaction);
    this.channel.postMessage(id);
  }

  /** Whether it is still there when the browser is closed. */
  get lasts() {
    return true;
  }

  /** The ids of conversations in whose title or messages a text is. */
  async search(text) {
    const wanted = text.toLowerCase();
    const found = new Set();
    for (const {id, title} of await this.list()) {
      if (title.toLowerCase().includes(wanted)) {
        found.add(id);
      }
    }
    const cursor = this.store('messages', 'readonly').openCursor();
    await new Promise((resolve, reject) => {
      cursor.onerror = () => reject(cursor.error);
      cursor.onsuccess = () => {
        const message = cursor.result?.value;
        if (!message) {
          return resolve();
        }
        if (message.text.toLowerCase().includes(wanted)) {
          found.add(message.conversation);
        }
        cursor.result.continue();
      };
    });
    return found;
  }

  /** Adds conversations with their messages. What is there already stays as it is. */
  async merge(conversations) {
    const transaction = this.database.transaction(['conversations', 'messages'], 'readwrite');
    for (const {messages, ...conversation} of conversations) {
      await addIfNew(transaction.objectStore('conversations'), conversation);
      for (const message of messages) {
        await addIfNew(transaction.objectStore('messages'), message);
      }
    }
    await committed(transaction);
    this.channel.postMessage(null);
  }

  store(name, mode) {
    return this.database.transaction(name, mode).objectStore(name);
  }
}

async function addIfNew(store, record) {
  if (await done(store.count(record.id)) === 0) {
    store.add(record);
  }
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function committed(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
}
