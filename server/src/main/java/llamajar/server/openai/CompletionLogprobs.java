package llamajar.server.openai;

import llamajar.engine.scheduler.TokenLogprob;
import llamajar.engine.scheduler.TokenLogprobs;
import llamajar.server.json.Json;
import llamajar.server.model.TokenText;
import llamajar.text.tokenizer.Tokenizer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Probabilities as `/v1/completions` writes them: four lists side by side.
final class CompletionLogprobs {
  private final Tokenizer tokenizer;
  private final ArrayNode tokens = Json.array();
  private final ArrayNode probabilities = Json.array();
  private final ArrayNode tops = Json.array();
  private final ArrayNode offsets = Json.array();
  private int offset;

  /// @param offset of the first token in the text
  CompletionLogprobs(Tokenizer tokenizer, int offset) {
    this.tokenizer = tokenizer;
    this.offset = offset;
  }

  /// Adds the first token of a prompt, which has nothing before it.
  void addFirst(int token) {
    addText(token);
    probabilities.addNull();
    tops.addNull();
  }

  void add(TokenLogprobs logprobs) {
    addText(logprobs.chosen().token());
    probabilities.add(logprobs.chosen().logprob());
    ObjectNode top = tops.addObject();
    for (TokenLogprob other : logprobs.top()) {
      top.put(TokenText.of(tokenizer, other.token()), other.logprob());
    }
  }

  private void addText(int token) {
    String text = TokenText.of(tokenizer, token);
    tokens.add(text);
    offsets.add(offset);
    offset += text.length();
  }

  /// Where the next token's text begins.
  int offset() {
    return offset;
  }

  ObjectNode node() {
    ObjectNode node = Json.object();
    node.set("tokens", tokens);
    node.set("token_logprobs", probabilities);
    node.set("top_logprobs", tops);
    node.set("text_offset", offsets);
    return node;
  }
}
