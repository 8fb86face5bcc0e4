package llamajar.server.http;

import java.util.Map;

/// Is told about every request when it has been answered.
@FunctionalInterface
public interface RequestLog {
  /// Called once for each request.
  ///
  /// @param method of the request
  /// @param path of the request, without a query
  /// @param status that was sent; 499 if the client had gone before
  /// @param bytes of the response's body
  /// @param nanos from the request to the end of the response
  /// @param notes what else there is to say; nothing of prompts or answers
  void answered(
      String method, String path, int status, long bytes, long nanos, Map<String, String> notes);
}
