package llamajar.server.openai;

import java.io.IOException;
import llamajar.server.http.Exchange;
import llamajar.server.json.Json;
import tools.jackson.databind.node.ObjectNode;

/// `GET /v1/models`.
public final class Models {
  private final String name;
  private final long created = System.currentTimeMillis() / 1000;
  private final int vocabularySize;
  private final int trainedContextLength;
  private final int contextLength;

  /// The list of one model.
  ///
  /// @param name by which clients know it
  /// @param trainedContextLength most tokens that it was made for
  /// @param contextLength most tokens that it takes here
  public Models(String name, int vocabularySize, int trainedContextLength, int contextLength) {
    this.name = name;
    this.vocabularySize = vocabularySize;
    this.trainedContextLength = trainedContextLength;
    this.contextLength = contextLength;
  }

  /// Answers a request.
  public void handle(Exchange exchange) throws IOException {
    ObjectNode response = Json.object().put("object", "list");
    ObjectNode entry = response.putArray("data").addObject();
    entry.put("id", name);
    entry.put("object", "model");
    entry.put("created", created);
    entry.put("owned_by", "llamajar");
    entry
        .putObject("meta")
        .put("n_vocab", vocabularySize)
        .put("n_ctx_train", trainedContextLength)
        .put("n_ctx", contextLength);
    exchange.json(200, Json.bytes(response));
  }
}
