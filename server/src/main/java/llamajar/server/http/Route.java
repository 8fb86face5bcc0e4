package llamajar.server.http;

import java.io.IOException;

/// What answers requests to a path.
///
/// @param method `GET` or `POST`; `GET` also answers `HEAD`
/// @param path the whole path
/// @param open whether it is there without an API key
/// @param errors how errors look
/// @param handler answers
public record Route(String method, String path, boolean open, ErrorFormat errors, Handler handler) {

  /// Answers a request.
  @FunctionalInterface
  public interface Handler {
    /// Answers, completely.
    ///
    /// @throws ApiException to be told to the client
    /// @throws IOException if the client has gone
    /// @throws InterruptedException if the server stops or the client doesn't read
    void handle(Exchange exchange) throws ApiException, IOException, InterruptedException;
  }

  /// Turns an error into the body of a response.
  @FunctionalInterface
  public interface ErrorFormat {
    /// JSON for an error.
    byte[] body(ApiException error);
  }

  /// A route that a key opens, if keys are asked for.
  public static Route of(String method, String path, ErrorFormat errors, Handler handler) {
    return new Route(method, path, false, errors, handler);
  }

  /// A route for everybody.
  public static Route open(String method, String path, ErrorFormat errors, Handler handler) {
    return new Route(method, path, true, errors, handler);
  }
}
