package llamajar.hub.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;

/// The answer to a request, after all redirects.
///
/// @param status of the last server
/// @param uri that it was asked for
/// @param headers of the last server
/// @param body to be closed by the caller
public record Answer(int status, URI uri, HttpHeaders headers, InputStream body)
    implements AutoCloseable {
  /// A header.
  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /// How long the body says it is.
  public OptionalLong contentLength() {
    try {
      return headers.firstValueAsLong("Content-Length");
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /// Drops the connection if the body was not read to its end.
  @Override
  public void close() throws IOException {
    body.close();
  }
}
