package llamajar.text.grammar;

import java.util.Arrays;

/// Collects ranges of code points.
final class CharacterSetBuilder {
  private long[] ranges = new long[8];
  private int size;

  /// Adds the code points from `first` to `last`, both included.
  void add(int first, int last) {
    if (size == ranges.length) {
      ranges = Arrays.copyOf(ranges, 2 * size);
    }
    ranges[size++] = ((long) first << 32) | last;
  }

  CharacterSet build() {
    return CharacterSet.ofRanges(Arrays.copyOf(ranges, size));
  }
}
