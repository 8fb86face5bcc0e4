// Asks a server, whose address is the first argument, by the official clients; prints what they heard as JSON.
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

const url = process.argv[2];
const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
const anthropic = new Anthropic({ baseURL: url, apiKey: 'none', maxRetries: 0 });
const messages = [{ role: 'user', content: 'What is the capital of France?' }];
const heard = {};

const chat = await openai.chat.completions.create({ model: 'pebble', messages, temperature: 0, max_tokens: 20 });
heard.chat = chat.choices[0].message.content;

let streamed = '';
const stream = await openai.chat.completions.create({
  model: 'pebble', messages, temperature: 0, max_tokens: 20, stream: true, stream_options: { include_usage: true },
});
for await (const chunk of stream) {
  streamed += chunk.choices[0]?.delta?.content ?? '';
  heard.usage = chunk.usage ?? heard.usage;
}
heard.streamed = streamed;

const completion = await openai.completions.create({ model: 'pebble', prompt: 'Once upon a time', temperature: 0, max_tokens: 5 });
heard.completion = completion.choices[0].text;

heard.models = (await openai.models.list()).data.map((model) => model.id);

const response = await openai.responses.create({ model: 'pebble', input: messages[0].content, temperature: 0, max_output_tokens: 20 });
heard.response = response.output_text;

let deltas = '';
for await (const event of await openai.responses.create({
  model: 'pebble', input: messages[0].content, temperature: 0, max_output_tokens: 20, stream: true,
})) {
  deltas += event.type === 'response.output_text.delta' ? event.delta : '';
}
heard.responseStreamed = deltas;

const message = await anthropic.messages.create({ model: 'pebble', messages, temperature: 0, max_tokens: 20 });
heard.message = message.content[0].text;
const counted = await anthropic.messages.countTokens({ model: 'pebble', messages });
heard.counted = counted.input_tokens;
heard.messageStreamed = await anthropic.messages
  .stream({ model: 'pebble', messages, temperature: 0, max_tokens: 20 }).finalText();

try {
  await openai.chat.completions.create({ model: 'pebble', messages, max_tokens: 'many' });
} catch (error) {
  heard.error = { status: error.status, message: error.message, param: error.param };
}

const aborted = await openai.chat.completions.create({ model: 'pebble', messages, max_tokens: 400, stream: true });
for await (const chunk of aborted) {
  heard.aborted = chunk.object;
  aborted.controller.abort();
  break;
}
console.log(JSON.stringify(heard));
