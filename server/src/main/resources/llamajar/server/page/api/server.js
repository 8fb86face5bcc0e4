// What the page knows of the server.

/**
 * Name of the model, length of its context in tokens, whether it knows conversations, and the settings that hold where a
 * request says nothing.
 */
export async function serverState(client) {
  const props = await client.get('props');
  const {n_ctx: contextLength, params} = props.default_generation_settings;
  return {
    model: props.model_alias, contextLength, converses: props.has_chat_template, defaults: params, version: props.build_info,
  };
}

/** How many tokens a text has. */
export async function countTokens(client, text) {
  return (await client.post('tokenize', {content: text, parse_special: false})).tokens.length;
}
