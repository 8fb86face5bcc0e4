// Requests for answers.

const NUMBERS = ['temperature', 'top_k', 'top_p', 'min_p', 'repeat_penalty', 'repeat_last_n', 'presence_penalty',
  'frequency_penalty', 'seed'];
const ALTERNATIVES = 5;

/**
 * The body of a request to `/v1/chat/completions`. What a setting leaves open is decided by the server.
 *
 * @param messages of the conversation, oldest first
 */
export function chatRequest(messages, settings) {
  const body = {
    ...sampling(settings),
    messages: chatMessages(messages, settings.system),
    stream: true,
    stream_options: {include_usage: true},
    return_progress: true,
  };
  if (isSet(settings.max_tokens)) {
    body.max_tokens = settings.max_tokens;
  }
  if (settings.json_schema?.trim()) {
    body.response_format = {type: 'json_schema', json_schema: {name: 'answer', schema: JSON.parse(settings.json_schema)}};
  }
  if (settings.probabilities) {
    body.logprobs = true;
    body.top_logprobs = ALTERNATIVES;
  }
  if (settings.thinking === 'on' || settings.thinking === 'off') {
    body.chat_template_kwargs = {enable_thinking: settings.thinking === 'on'};
  }
  return body;
}

/** The body of a request to `/completion` that goes on after a text or tokens. */
export function completionRequest(prompt, settings) {
  const body = {...sampling(settings), prompt, stream: true, return_progress: true};
  if (isSet(settings.max_tokens)) {
    body.n_predict = settings.max_tokens;
  }
  if (settings.json_schema?.trim()) {
    body.json_schema = JSON.parse(settings.json_schema);
  }
  if (settings.probabilities) {
    body.n_probs = ALTERNATIVES;
  }
  return body;
}

/** Messages as the server takes them. Thoughts are not sent back: templates leave them out. */
export function chatMessages(messages, system) {
  const list = messages.map(({role, text, files}) => ({role, content: withFiles(text, files)}));
  return system?.trim() ? [{role: 'system', content: system}, ...list] : list;
}

/** Messages as one text: what the user writes begins a new line, what the model writes goes on with it. */
export function plainText(messages) {
  return messages.reduce((all, {role, text, files}) =>
    all + (role === 'user' && all !== '' && !all.endsWith('\n') ? '\n' : '') + withFiles(text, files), '');
}

/** A text with the files that belong to it before it, each in a fence that nothing inside can end. */
export function withFiles(text, files = []) {
  const parts = files.map(file => {
    const longest = Math.max(2, ...(file.text.match(/`+/g) ?? []).map(run => run.length));
    const fence = '`'.repeat(longest + 1);
    return `File ${file.name}:\n${fence}\n${file.text}${file.text.endsWith('\n') ? '' : '\n'}${fence}`;
  });
  return [...parts, text].filter(part => part !== '').join('\n\n');
}

/** What both kinds of requests have: samplers, ends, and a grammar. */
function sampling(settings) {
  const body = {};
  for (const name of NUMBERS) {
    if (isSet(settings[name])) {
      body[name] = settings[name];
    }
  }
  const stop = (settings.stop ?? '').split('\n').filter(line => line !== '');
  if (stop.length > 0) {
    body.stop = stop;
  }
  if (settings.grammar?.trim()) {
    body.grammar = settings.grammar;
  }
  return body;
}

function isSet(value) {
  return value !== undefined && value !== null && value !== '';
}
