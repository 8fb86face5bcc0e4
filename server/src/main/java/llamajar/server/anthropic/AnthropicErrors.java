package llamajar.server.anthropic;

import llamajar.server.http.ApiException;
import llamajar.server.json.Json;
import tools.jackson.databind.node.ObjectNode;

/// Errors as Anthropic's interface writes them.
public final class AnthropicErrors {
  private AnthropicErrors() {}

  /// The body of a response.
  public static byte[] body(ApiException error) {
    ObjectNode node = Json.object().put("type", "error");
    node.putObject("error").put("type", type(error.status())).put("message", error.message());
    return Json.bytes(node);
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429, 503 -> "overloaded_error";
      default -> status < 500 ? "invalid_request_error" : "api_error";
    };
  }
}
