package llamajar.server.openai;

import java.util.Optional;
import llamajar.server.http.ApiException;
import llamajar.server.json.Fields;

/// `stream_options`.
final class StreamOptions {
  private StreamOptions() {}

  static boolean includeUsage(Fields fields) throws ApiException {
    Optional<Fields> options = fields.object("stream_options");
    return options.isPresent() && options.get().flag("include_usage", false);
  }
}
