package llamajar.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Server-sent events. Each is on its way when the call returns.
public final class EventStream implements AutoCloseable {
  private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE = "\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;

  /// Begins the stream as the response of an exchange.
  public EventStream(Exchange exchange) throws IOException {
    out = exchange.stream("text/event-stream; charset=utf-8");
  }

  /// Sends data without a line end in it.
  ///
  /// @throws IOException if the client has gone
  public void send(byte[] data) throws IOException {
    ByteArrayOutputStream event = new ByteArrayOutputStream(data.length + 8);
    addData(event, data);
    out.write(event.toByteArray());
  }

  /// Sends data as an event of a kind.
  ///
  /// @throws IOException if the client has gone
  public void send(String kind, byte[] data) throws IOException {
    ByteArrayOutputStream event = new ByteArrayOutputStream(data.length + kind.length() + 16);
    event.write(EVENT);
    event.write(kind.getBytes(StandardCharsets.UTF_8));
    event.write(LINE);
    addData(event, data);
    out.write(event.toByteArray());
  }

  /// Sends something that clients ignore, to learn whether there is one.
  ///
  /// @throws IOException if the client has gone
  public void keepAlive() throws IOException {
    out.write(COMMENT);
  }

  private static void addData(ByteArrayOutputStream event, byte[] data) {
    event.writeBytes(DATA);
    event.writeBytes(data);
    event.writeBytes(LINE);
    event.writeBytes(LINE);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
