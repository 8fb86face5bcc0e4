package llamajar.testkit.hub;

import java.util.Map;

/// A request as it arrived.
///
/// @param port of the server that was asked
/// @param target path and query
/// @param headers by their names in small letters
public record SeenRequest(int port, String target, Map<String, String> headers) {
  /// A header; empty if it was not sent.
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
