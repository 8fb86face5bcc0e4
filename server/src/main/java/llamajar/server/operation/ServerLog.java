package llamajar.server.operation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Consumer;
import llamajar.server.http.RequestLog;
import llamajar.server.json.Json;
import tools.jackson.databind.node.ObjectNode;

/// A line for each request. Prompts and answers are never in it.
public final class ServerLog implements RequestLog {
  private final LogFormat format;
  private final Consumer<String> lines;

  /// @param lines receives each line; called by several threads
  public ServerLog(LogFormat format, Consumer<String> lines) {
    this.format = format;
    this.lines = lines;
  }

  /// Says something that is not about one request.
  public void say(String message) {
    switch (format) {
      case TEXT -> lines.accept(message);
      case JSON -> lines.accept(Json.text(object().put("message", message)));
      case NONE -> {}
    }
  }

  @Override
  public void answered(
      String method, String path, int status, long bytes, long nanos, Map<String, String> notes) {
    switch (format) {
      case TEXT -> lines.accept(line(method, path, status, nanos, notes));
      case JSON -> {
        ObjectNode node = object().put("method", method).put("path", path).put("status", status);
        node.put("bytes", bytes).put("ms", nanos / 1_000_000.0);
        notes.forEach(node::put);
        lines.accept(Json.text(node));
      }
      case NONE -> {}
    }
  }

  private static String line(
      String method, String path, int status, long nanos, Map<String, String> notes) {
    StringBuilder line = new StringBuilder();
    line.append(Instant.now().truncatedTo(ChronoUnit.MILLIS)).append(' ');
    line.append(method).append(' ').append(printable(path)).append(' ').append(status);
    line.append(' ').append(nanos / 1_000_000).append(" ms");
    notes.forEach(
        (name, value) -> line.append(' ').append(name).append('=').append(printable(value)));
    return line.toString();
  }

  /// A path could hold line ends, and with them lines that nobody wrote.
  private static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) ? '?' : c);
    }
    return shown.toString();
  }

  private static ObjectNode object() {
    return Json.object().put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
  }
}
