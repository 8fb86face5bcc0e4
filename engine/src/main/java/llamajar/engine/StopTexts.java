package llamajar.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks for stop texts in text that arrives in pieces, and holds back what could be the beginning
/// of one.
final class StopTexts {
  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private @Nullable String found;

  StopTexts(List<String> stops) {
    this.stops = stops;
  }

  /// Takes a piece.
  ///
  /// @return the text that can be shown now; if a stop text was completed, what came before it
  String accept(String piece) {
    if (stops.isEmpty()) {
      return piece;
    }
    held.append(piece);
    int first = firstStop();
    if (first >= 0) {
      String shown = held.substring(0, first);
      held.setLength(0);
      return shown;
    }
    int keep = longestBeginning();
    String shown = held.substring(0, held.length() - keep);
    held.delete(0, held.length() - keep);
    return shown;
  }

  /// Whether a stop text was completed.
  boolean found() {
    return found != null;
  }

  /// The stop text that was completed, or null.
  @Nullable String stopText() {
    return found;
  }

  /// What is still held back, when no more text comes.
  String rest() {
    String rest = held.toString();
    held.setLength(0);
    return rest;
  }

  private int firstStop() {
    int first = -1;
    for (String stop : stops) {
      int at = held.indexOf(stop);
      if (at >= 0 && (first < 0 || at < first)) {
        first = at;
        found = stop;
      }
    }
    return first;
  }

  private int longestBeginning() {
    int longest = 0;
    for (String stop : stops) {
      int length = Math.min(stop.length() - 1, held.length());
      while (length > longest && !stop.startsWith(held.substring(held.length() - length))) {
        length--;
      }
      longest = Math.max(longest, length);
    }
    return longest;
  }
}
