package llamajar.engine;

import java.util.List;
import llamajar.text.Utf8Stream;
import org.jspecify.annotations.Nullable;

/// Bytes of tokens on their way to a reader: whole characters, and nothing of a stop text.
public final class AnswerText {
  private final Utf8Stream characters = new Utf8Stream();
  private final StopTexts stops;

  /// @param stops texts that end the answer and are not part of it
  public AnswerText(List<String> stops) {
    this.stops = new StopTexts(stops);
  }

  /// Takes the bytes of a token.
  ///
  /// @return what can be shown now; may be empty
  public String accept(byte[] piece) {
    return stops.accept(characters.accept(piece));
  }

  /// Whether a stop text was completed: the answer ends here.
  public boolean isStopped() {
    return stops.found();
  }

  /// The stop text that was completed, or null.
  public @Nullable String stopText() {
    return stops.stopText();
  }

  /// What was still held back, when no more comes.
  public String finish() {
    return isStopped() ? "" : stops.accept(characters.flush()) + stops.rest();
  }
}
