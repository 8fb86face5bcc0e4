// Answers as they arrive, whichever way they were asked for.
//
// A listener has the methods progress({total, cache, processed}), thoughts(text), text(text), token({token, p, top}) and
// end({reason, tokens, prompt, cached, promptSeconds, speed}).

import {chatMessages, chatRequest, completionRequest, plainText} from './request.js';

/** Asks for the next message of a conversation. */
export async function answer(client, messages, settings, signal, listener) {
  let reason = null;
  await client.stream('v1/chat/completions', chatRequest(messages, settings), signal, event => {
    if (event.prompt_progress) {
      listener.progress(event.prompt_progress);
    }
    const choice = event.choices?.[0];
    if (choice) {
      receive(choice.delta, listener);
      choice.logprobs?.content?.forEach(entry => listener.token(token(entry)));
      reason = choice.finish_reason ?? reason;
    }
    if (event.usage) {
      listener.end({reason, ...took(event.timings)});
    }
  });
}

/** Goes on with the last message, an answer that was cut off. */
export async function goOn(client, messages, settings, signal, listener) {
  const said = messages.at(-1).text;
  const {prompt} = await client.post('apply-template', {messages: chatMessages(messages.slice(0, -1), settings.system)}, signal);
  const {tokens} = await client.post('tokenize', {content: prompt + said, add_special: true}, signal);
  // Most templates write the token that begins a text; it must not be there twice.
  const from = tokens.length > 1 && tokens[0] === tokens[1] ? 1 : 0;
  // A schema would begin anew in the middle of the answer.
  await completion(client, completionRequest(tokens.slice(from), {...settings, json_schema: ''}), signal, listener);
}

/** Goes on with the text of all messages, for models that know no conversations. */
export async function complete(client, messages, settings, signal, listener) {
  await completion(client, completionRequest(plainText(messages), settings), signal, listener);
}

async function completion(client, request, signal, listener) {
  await client.stream('completion', request, signal, event => {
    if (event.prompt_progress) {
      listener.progress(event.prompt_progress);
    }
    event.completion_probabilities?.forEach(entry => listener.token(token(entry)));
    listener.text(event.content ?? '');
    if (event.stop) {
      listener.end({reason: event.stop_type === 'limit' ? 'length' : 'stop', ...took(event.timings)});
    }
  });
}

function receive(delta, listener) {
  if (delta.reasoning_content) {
    listener.thoughts(delta.reasoning_content);
  }
  if (delta.content) {
    listener.text(delta.content);
  }
}

function token({token, logprob, top_logprobs}) {
  return {token, p: Math.exp(logprob), top: top_logprobs.map(other => ({token: other.token, p: Math.exp(other.logprob)}))};
}

function took(timings) {
  return {
    tokens: timings.predicted_n,
    prompt: timings.cache_n + timings.prompt_n,
    cached: timings.cache_n,
    promptSeconds: timings.prompt_ms / 1000,
    speed: timings.predicted_per_second,
  };
}
