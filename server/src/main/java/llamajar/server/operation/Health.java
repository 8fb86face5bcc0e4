package llamajar.server.operation;

import java.io.IOException;
import llamajar.server.http.Exchange;
import llamajar.server.json.Json;

/// `GET /health`: whether requests are taken. A server listens only when its model is open.
public final class Health {
  private volatile boolean stopping;

  /// Of a server that is ready.
  public Health() {}

  /// From now on, new requests are refused.
  public void stop() {
    stopping = true;
  }

  /// Answers a request.
  public void handle(Exchange exchange) throws IOException {
    String status = stopping ? "stopping" : "ok";
    exchange.json(stopping ? 503 : 200, Json.bytes(Json.object().put("status", status)));
  }
}
