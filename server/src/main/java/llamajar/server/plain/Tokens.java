package llamajar.server.plain;

import java.io.IOException;
import llamajar.server.http.ApiException;
import llamajar.server.http.Exchange;
import llamajar.server.json.Fields;
import llamajar.server.json.Json;
import llamajar.server.model.TokenLists;
import llamajar.server.model.TokenText;
import llamajar.text.tokenizer.Tokenizer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /tokenize` and `POST /detokenize`.
public final class Tokens {
  private final Tokenizer tokenizer;

  /// Tokens of a vocabulary.
  public Tokens(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /// The tokens of `content`.
  public void tokenize(Exchange exchange) throws ApiException, IOException {
    Fields fields = Fields.of(exchange.body());
    boolean pieces = fields.flag("with_pieces", false);
    int[] tokens =
        tokenizer.encode(
            fields.requiredText("content"),
            fields.flag("add_special", false),
            fields.flag("parse_special", true));
    ObjectNode response = Json.object();
    ArrayNode list = response.putArray("tokens");
    for (int token : tokens) {
      if (pieces) {
        list.addObject().put("id", token).put("piece", TokenText.of(tokenizer, token));
      } else {
        list.add(token);
      }
    }
    exchange.json(200, Json.bytes(response));
  }

  /// The text of `tokens`.
  public void detokenize(Exchange exchange) throws ApiException, IOException {
    Fields fields = Fields.of(exchange.body());
    JsonNode tokens = fields.find("tokens");
    if (tokens == null || (!tokens.isEmpty() && !TokenLists.isTokens(tokens))) {
      throw fields.wrong("tokens", "an array of token ids");
    }
    int[] ids = TokenLists.tokens(tokens);
    for (int id : ids) {
      if (id < 0 || id >= tokenizer.vocabulary().size()) {
        throw fields.wrong(
            "tokens", "ids of tokens: 0 to %d".formatted(tokenizer.vocabulary().size() - 1));
      }
    }
    exchange.json(200, Json.bytes(Json.object().put("content", tokenizer.decode(ids, true))));
  }
}
