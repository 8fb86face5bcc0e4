// Puts the page together.

import {Client} from './api/client.js';
import {serverState} from './api/server.js';
import {Chat} from './chat.js';
import {History} from './store/history.js';
import {keep, recall} from './store/local.js';
import {Memory} from './store/memory.js';
import {readSettings} from './store/settings.js';
import {Attachments} from './view/attachments.js';
import {Composer} from './view/composer.js';
import {ConversationView} from './view/conversation.js';
import {Keys} from './view/keys.js';
import {editSettings} from './view/settings.js';
import {listenToKeys} from './view/shortcuts.js';
import {Sidebar} from './view/sidebar.js';
import {Status} from './view/status.js';
import {Welcome} from './view/welcome.js';

const server = {client: new Client(new Keys()), state: null};
const title = document.getElementById('title');
const status = new Status();
const attachments = new Attachments(server.client, () => server.state?.contextLength ?? null, text => composer.tell(text));

const composer = new Composer(attachments, {
  send: (text, files) => chat.send(text, files),
  stop: () => chat.stop(),
  editLast: () => view.editLastQuestion(),
  settings: changeSettings,
});
const view = new ConversationView({
  edit: (message, text) => chat.edit(message, text),
  again: message => chat.again(message),
  goOn: message => chat.goOn(message),
  branch: (message, step) => chat.branch(message, step),
});
const welcome = new Welcome(text => chat.send(text, []));

const history = await History.open().catch(() => new Memory());
const sidebar = new Sidebar(history, {
  open: id => chat.open(id),
  create: () => chat.create(),
  removed: id => chat.removed(id),
  renamed: (id, name) => chat.conversation?.id === id && (title.textContent = name),
  tell: text => composer.tell(text),
});
const page = {
  settings: () => readSettings(recall('settings')),
  show(conversation, empty) {
    title.textContent = conversation?.title ?? 'New conversation';
    document.title = conversation ? `${conversation.title} – llamajar` : 'llamajar';
    document.body.classList.toggle('is-empty', empty);
    welcome.show(empty ? server.state : null, empty);
    window.history.replaceState(null, '', conversation ? `#${conversation.id}` : '#');
  },
};
const chat = new Chat(server, {history, view, status, composer, sidebar, page});

history.onChange(id => chat.changed(id));
// Above all a browser that has no room left for conversations.
window.addEventListener('unhandledrejection', event => {
  event.preventDefault();
  composer.tell(`Something went wrong: ${event.reason?.message ?? event.reason}`);
});
listenToKeys({
  stop() {
    sidebar.toggle(false);
    chat.stop();
  },
  create: () => chat.create(),
  search: () => sidebar.focusSearch(),
  settings: changeSettings,
  focus: () => composer.focus(),
});

async function changeSettings() {
  const now = chat.conversation?.settings ?? page.settings();
  const settings = await editSettings(now, server.state?.defaults ?? {});
  if (settings !== null) {
    keep('settings', settings);
    await chat.change(settings);
  }
}

async function askServer() {
  try {
    server.state = await serverState(server.client);
    const chip = document.getElementById('model');
    chip.textContent = server.state.model;
    chip.title = `${server.state.model}, context of ${server.state.contextLength} tokens, ${server.state.version}`;
    chip.hidden = false;
    composer.suggest(server.state.converses ? 'Write a message' : 'Write the beginning of a text');
  } catch (error) {
    composer.tell(error.message);
  }
}

const asked = askServer();
const wanted = location.hash.slice(1);
await (wanted ? chat.open(wanted) : chat.create());
await asked;
page.show(chat.conversation, chat.messages.size === 0);
chat.showState();
if (!history.lasts) {
  composer.tell('This browser lets the page keep nothing: conversations are gone when it is closed.');
}
document.body.dataset.ready = 'true';
