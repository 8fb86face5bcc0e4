package llamajar.cli.json;

import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/// JSON that is not what was expected.
public final class JsonProblem extends IOException {
  private static final long serialVersionUID = 1L;

  /// Something is wrong with the content.
  ///
  /// @param source where the JSON is from
  public JsonProblem(String source, TokenStreamLocation location, String problem) {
    super(
        "%s: line %d, column %d: %s"
            .formatted(source, location.getLineNr(), location.getColumnNr(), problem));
  }

  /// It is no JSON.
  ///
  /// @param source where the JSON is from
  public JsonProblem(String source, JacksonException cause) {
    super(
        "%s: line %d, column %d: %s"
            .formatted(
                source,
                cause.getLocation().getLineNr(),
                cause.getLocation().getColumnNr(),
                withoutSource(cause.getOriginalMessage())),
        cause);
  }

  /// The reader's own words for where it was say nothing that we have not said.
  private static String withoutSource(String message) {
    int source = message.indexOf(" (start marker");
    return source < 0 ? message : message.substring(0, source);
  }
}
