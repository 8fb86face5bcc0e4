package llamajar.server.openai;

import java.io.IOException;
import llamajar.server.http.Exchange;
import llamajar.server.json.Json;
import llamajar.server.model.ServedModel;
import tools.jackson.databind.node.ObjectNode;

/// `GET /v1/models`.
public final class Models {
  private final ServedModel model;

  /// The list of one model.
  public Models(ServedModel model) {
    this.model = model;
  }

  /// Answers a request.
  public void handle(Exchange exchange) throws IOException {
    ObjectNode response = Json.object().put("object", "list");
    ObjectNode entry = response.putArray("data").addObject();
    entry.put("id", model.name());
    entry.put("object", "model");
    entry.put("created", model.created());
    entry.put("owned_by", "llamajar");
    entry
        .putObject("meta")
        .put("n_vocab", model.scheduler().model().vocabularySize())
        .put("n_ctx_train", model.scheduler().model().trainedContextLength())
        .put("n_ctx", model.scheduler().contextLength());
    exchange.json(200, Json.bytes(response));
  }
}
