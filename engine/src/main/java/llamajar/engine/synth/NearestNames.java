package llamajar.engine.synth;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Finds what someone may have meant.
final class NearestNames {
  private static final int SHOWN = 4;

  private NearestNames() {}

  /// The known names with the fewest letters to change, nearest first.
  static List<String> of(String wanted, List<String> known) {
    String upper = wanted.toUpperCase(Locale.ROOT);
    return known.stream()
        .sorted(Comparator.comparingInt(name -> distance(upper, name.toUpperCase(Locale.ROOT))))
        .limit(SHOWN)
        .toList();
  }

  /// The Levenshtein distance: letters to insert, delete or replace.
  static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
