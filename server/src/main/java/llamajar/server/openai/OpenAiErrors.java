package llamajar.server.openai;

import llamajar.server.http.ApiException;
import llamajar.server.json.Json;
import tools.jackson.databind.node.ObjectNode;

/// Errors as OpenAI's interface writes them.
public final class OpenAiErrors {
  private OpenAiErrors() {}

  /// The body of a response.
  public static byte[] body(ApiException error) {
    return Json.bytes(node(error));
  }

  /// `{"error": {"message": …, "type": …, "param": …, "code": …}}`.
  static ObjectNode node(ApiException error) {
    ObjectNode node = Json.object();
    node.putObject("error")
        .put("message", error.message())
        .put("type", type(error.status()))
        .put("param", error.field())
        .put("code", error.status());
    return node;
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 429, 503 -> "overloaded_error";
      default -> status < 500 ? "invalid_request_error" : "server_error";
    };
  }
}
