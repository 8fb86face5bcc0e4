package llamajar.text.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds markers in text that grows.
final class Markers {
  private Markers() {}

  /// The marker that comes first, or null if none is complete yet. Of those that begin at the same
  /// place, the longest.
  static @Nullable Found first(CharSequence text, List<String> markers) {
    String all = text.toString();
    Found best = null;
    for (String marker : markers) {
      int at = all.indexOf(marker);
      boolean better =
          at >= 0
              && (best == null
                  || at < best.at
                  || (at == best.at && marker.length() > best.marker.length()));
      if (better) {
        best = new Found(marker, at);
      }
    }
    return best;
  }

  /// How many characters at the end may be the beginning of a marker.
  static int heldBack(CharSequence text, List<String> markers) {
    int held = 0;
    for (String marker : markers) {
      for (int n = Math.min(marker.length() - 1, text.length()); n > held; n--) {
        if (marker.startsWith(text.subSequence(text.length() - n, text.length()).toString())) {
          held = n;
        }
      }
    }
    return held;
  }

  /// @param marker what was found
  /// @param at its place
  record Found(String marker, int at) {
    int end() {
      return at + marker.length();
    }
  }
}
