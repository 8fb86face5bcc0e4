package llamajar.server.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// A request and its response. Used by one thread.
public final class Exchange {
  private static final String JSON = "application/json; charset=utf-8";

  private final HttpExchange exchange;
  private final int maxBodyBytes;
  private final SlowReaders.Watched writes;
  private final Map<String, String> notes = new LinkedHashMap<>();
  private int status;
  private long bytes;

  Exchange(HttpExchange exchange, int maxBodyBytes, SlowReaders.Watched writes) {
    this.exchange = exchange;
    this.maxBodyBytes = maxBodyBytes;
    this.writes = writes;
  }

  /// The method, such as `POST`.
  public String method() {
    return exchange.getRequestMethod();
  }

  /// The path, decoded, without a query.
  public String path() {
    return String.valueOf(exchange.getRequestURI().getPath());
  }

  /// A header of the request; empty if there is none.
  public String header(String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  /// Sets a header of the response.
  public void setHeader(String name, String value) {
    exchange.getResponseHeaders().set(name, value);
  }

  /// Adds something to the line that the log gets about this request.
  public void note(String name, Object value) {
    notes.put(name, String.valueOf(value));
  }

  /// What the log is told besides the usual.
  Map<String, String> notes() {
    return notes;
  }

  /// The body of the request.
  ///
  /// @throws ApiException 413 if it is too long
  public byte[] body() throws IOException, ApiException {
    String length = header("Content-Length");
    if (length.length() > 18 || (!length.isEmpty() && Long.parseLong(length) > maxBodyBytes)) {
      throw tooLong();
    }
    try (InputStream in = exchange.getRequestBody()) {
      byte[] body = in.readNBytes(maxBodyBytes + 1);
      if (body.length > maxBodyBytes) {
        throw tooLong();
      }
      return body;
    }
  }

  private ApiException tooLong() {
    return ApiException.of(
        413, "the body of a request may have at most %d bytes".formatted(maxBodyBytes));
  }

  /// Whether a response has begun.
  public boolean isBegun() {
    return status != 0;
  }

  /// The status that was sent, or 0.
  int status() {
    return status;
  }

  /// Bytes that were sent, without headers.
  long bytes() {
    return bytes;
  }

  /// Answers with JSON.
  public void json(int code, byte[] body) throws IOException {
    send(code, JSON, body);
  }

  /// Answers with a body.
  public void send(int code, String contentType, byte[] body) throws IOException {
    setHeader("Content-Type", contentType);
    boolean head = method().equals("HEAD");
    begin(code, head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      write(body);
    }
    exchange.close();
  }

  /// Begins a response of unknown length.
  public OutputStream stream(String contentType) throws IOException {
    setHeader("Content-Type", contentType);
    setHeader("Cache-Control", "no-store");
    setHeader("X-Accel-Buffering", "no");
    begin(200, 0);
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value});
      }

      @Override
      public void write(byte[] buffer, int offset, int length) throws IOException {
        writes.begin();
        try {
          exchange.getResponseBody().write(buffer, offset, length);
          exchange.getResponseBody().flush();
        } finally {
          writes.end();
        }
        bytes += length;
      }

      @Override
      public void close() throws IOException {
        writes.begin();
        try {
          exchange.getResponseBody().close();
        } finally {
          writes.end();
        }
      }
    };
  }

  /// Answers with text.
  public void text(int code, String contentType, String text) throws IOException {
    send(code, contentType, text.getBytes(StandardCharsets.UTF_8));
  }

  private void begin(int code, long length) throws IOException {
    writes.begin();
    try {
      exchange.sendResponseHeaders(code, length);
    } finally {
      writes.end();
    }
    status = code;
  }

  private void write(byte[] body) throws IOException {
    writes.begin();
    try {
      exchange.getResponseBody().write(body);
    } finally {
      writes.end();
    }
    bytes += body.length;
  }
}
