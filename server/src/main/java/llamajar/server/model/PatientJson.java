package llamajar.server.model;

import java.io.IOException;
import java.io.OutputStream;
import llamajar.server.http.Exchange;
import llamajar.server.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A JSON response that may take long to come. After some seconds white space is sent, which JSON
/// allows before a value: proxies see that something happens, and a client that has gone is
/// noticed.
public final class PatientJson {
  private static final long QUIET_NANOS = 5_000_000_000L;
  private static final long BETWEEN_NANOS = 1_000_000_000L;
  private static final byte[] SPACE = {' '};

  private final Exchange exchange;
  private @Nullable OutputStream begun;
  private long next = System.nanoTime() + QUIET_NANOS;

  /// Nothing is sent yet.
  public PatientJson(Exchange exchange) {
    this.exchange = exchange;
  }

  /// To be called now and then while the answer is being made.
  ///
  /// @throws IOException if the client has gone
  public void goOn(long now) throws IOException {
    if (now - next < 0) {
      return;
    }
    next = now + BETWEEN_NANOS;
    if (begun == null) {
      begun = exchange.stream("application/json; charset=utf-8");
    }
    begun.write(SPACE);
  }

  /// Sends the response.
  public void send(JsonNode node) throws IOException {
    byte[] body = Json.bytes(node);
    if (begun == null) {
      exchange.json(200, body);
    } else {
      begun.write(body);
      begun.close();
    }
  }
}
