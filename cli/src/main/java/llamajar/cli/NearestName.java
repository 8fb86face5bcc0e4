package llamajar.cli;

import java.util.Collection;

/// Finds the name that someone probably meant.
final class NearestName {
  private NearestName() {}

  /// The name that takes the fewest edits; of equally near ones the first.
  ///
  /// @param names at least one
  static String to(String typed, Collection<String> names) {
    String nearest = "";
    int fewest = Integer.MAX_VALUE;
    for (String name : names) {
      int edits = distance(typed, name);
      if (edits < fewest) {
        fewest = edits;
        nearest = name;
      }
    }
    return nearest;
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn one text into another
  /// (optimal string alignment).
  static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      edits[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      edits[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int replaced = edits[i - 1][j - 1] + (same ? 0 : 1);
        edits[i][j] = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          edits[i][j] = Math.min(edits[i][j], 1 + edits[i - 2][j - 2]);
        }
      }
    }
    return edits[a.length()][b.length()];
  }
}
