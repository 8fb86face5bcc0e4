package llamajar.server.openai;

import llamajar.engine.scheduler.TokenLogprob;
import llamajar.engine.scheduler.TokenLogprobs;
import llamajar.server.json.Json;
import llamajar.server.model.TokenText;
import llamajar.text.tokenizer.Tokenizer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Probabilities as `/v1/chat/completions` writes them.
final class ChatLogprobs {
  private ChatLogprobs() {}

  static ObjectNode entry(Tokenizer tokenizer, TokenLogprobs logprobs) {
    ObjectNode node = one(tokenizer, logprobs.chosen());
    ArrayNode top = node.putArray("top_logprobs");
    for (TokenLogprob other : logprobs.top()) {
      top.add(one(tokenizer, other));
    }
    return node;
  }

  private static ObjectNode one(Tokenizer tokenizer, TokenLogprob logprob) {
    ObjectNode node = Json.object();
    node.put("token", TokenText.of(tokenizer, logprob.token()));
    node.put("logprob", logprob.logprob());
    ArrayNode bytes = node.putArray("bytes");
    for (byte b : tokenizer.piece(logprob.token(), true)) {
      bytes.add(b & 0xFF);
    }
    return node;
  }
}
