package llamajar.text.tokenizer;

import java.util.Arrays;
import java.util.Comparator;

/// A fixed set of code points.
final class CodePointSet {
  private final int[] firsts;
  private final int[] lasts;

  private CodePointSet(int[][] ranges) {
    firsts = Arrays.stream(ranges).mapToInt(range -> range[0]).toArray();
    lasts = Arrays.stream(ranges).mapToInt(range -> range[1]).toArray();
  }

  /// The set written as in a regular expression's brackets: `a-z` is a range, a `-` at either end
  /// is itself. Ranges must not overlap.
  static CodePointSet of(String brackets) {
    int[] points = brackets.codePoints().toArray();
    int[][] ranges = new int[points.length][];
    int count = 0;
    for (int i = 0; i < points.length; i++) {
      boolean range = i + 2 < points.length && points[i + 1] == '-';
      ranges[count++] = new int[] {points[i], points[range ? i + 2 : i]};
      i += range ? 2 : 0;
    }
    return sorted(Arrays.copyOf(ranges, count));
  }

  /// The set written as hexadecimal code points and ranges with white space between: `41-5A 61-7A
  /// B5`.
  static CodePointSet ofHex(String ranges) {
    return sorted(
        Arrays.stream(ranges.strip().split("\\s+"))
            .map(range -> range.split("-", -1))
            .map(ends -> new int[] {hex(ends[0]), hex(ends[ends.length - 1])})
            .toArray(int[][]::new));
  }

  boolean contains(int codePoint) {
    int at = Arrays.binarySearch(firsts, codePoint);
    return at >= 0 || (at < -1 && codePoint <= lasts[-at - 2]);
  }

  private static CodePointSet sorted(int[][] ranges) {
    Arrays.sort(ranges, Comparator.comparingInt(range -> range[0]));
    return new CodePointSet(ranges);
  }

  private static int hex(String digits) {
    return Integer.parseInt(digits, 16);
  }
}
