// Conversations as a file: {"format": "llamajar-conversations", "version": 1, "conversations": [{…, "messages": [{…}]}]}.

import {readSettings} from './settings.js';

const FORMAT = 'llamajar-conversations';
const VERSION = 1;
const ROLES = new Set(['user', 'assistant']);

/** All conversations as JSON. */
export async function exportHistory(history) {
  const conversations = [];
  for (const conversation of await history.list()) {
    conversations.push({...conversation, messages: [...(await history.messages(conversation.id)).values()]});
  }
  return JSON.stringify({format: FORMAT, version: VERSION, conversations}, null, 1);
}

/**
 * The conversations of a file, with the known fields only.
 *
 * @throws Error that says what is wrong with it
 */
export function readExport(text) {
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    throw new Error('it is not JSON');
  }
  if (data?.format !== FORMAT || !Array.isArray(data.conversations)) {
    throw new Error(`it is no export of this page: there is no "format": "${FORMAT}" in it`);
  }
  if (data.version !== VERSION) {
    throw new Error(`it has version ${data.version}; this page reads version ${VERSION}`);
  }
  return data.conversations.map((conversation, i) => readConversation(conversation, `conversations[${i}]`));
}

function readConversation(value, at) {
  const conversation = {
    id: text(value, 'id', at), title: text(value, 'title', at), created: number(value, 'created', at),
    updated: number(value, 'updated', at), leaf: value.leaf === null ? null : text(value, 'leaf', at),
    settings: readSettings(value.settings),
  };
  if (!Array.isArray(value.messages)) {
    throw new Error(`${at}.messages is not an array`);
  }
  conversation.messages = value.messages.map((message, i) => readMessage(message, conversation.id, `${at}.messages[${i}]`));
  return conversation;
}

function readMessage(value, conversation, at) {
  const role = text(value, 'role', at);
  if (!ROLES.has(role)) {
    throw new Error(`${at}.role is neither user nor assistant`);
  }
  return {
    id: text(value, 'id', at), conversation, parent: value.parent === null ? null : text(value, 'parent', at), role,
    text: text(value, 'text', at), thoughts: typeof value.thoughts === 'string' ? value.thoughts : '',
    files: (Array.isArray(value.files) ? value.files : [])
      .map((file, i) => ({name: text(file, 'name', `${at}.files[${i}]`), text: text(file, 'text', `${at}.files[${i}]`)})),
    created: number(value, 'created', at), stats: readStats(value.stats), tokens: readTokens(value.tokens), problem: '',
  };
}

function readStats(value) {
  const known = {reason: String(value?.reason)};
  for (const name of ['tokens', 'prompt', 'cached', 'promptSeconds', 'speed']) {
    if (typeof value?.[name] === 'number') {
      known[name] = value[name];
    }
  }
  return typeof value?.reason === 'string' ? known : null;
}

function readTokens(value) {
  const known = one => typeof one?.token === 'string' && typeof one.p === 'number';
  const valid = Array.isArray(value) && value.every(one => known(one) && Array.isArray(one.top) && one.top.every(known));
  return valid ? value : [];
}

function text(object, name, at) {
  if (typeof object?.[name] !== 'string') {
    throw new Error(`${at}.${name} is not a text`);
  }
  return object[name];
}

function number(object, name, at) {
  if (typeof object?.[name] !== 'number') {
    throw new Error(`${at}.${name} is not a number`);
  }
  return object[name];
}
