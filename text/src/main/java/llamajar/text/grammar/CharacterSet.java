package llamajar.text.grammar;

import java.util.Arrays;

/// A set of Unicode code points, as ranges that rise and do not touch. Immutable.
public final class CharacterSet {
  /// Every code point.
  public static final CharacterSet ALL = range(0, Character.MAX_CODE_POINT);

  /// No code point.
  public static final CharacterSet NONE = new CharacterSet(new int[0]);

  /// First and last of each range, in turn.
  private final int[] bounds;

  private CharacterSet(int[] bounds) {
    this.bounds = bounds;
  }

  /// The code points from `first` to `last`, both included.
  public static CharacterSet range(int first, int last) {
    if (first < 0 || last > Character.MAX_CODE_POINT || first > last) {
      throw new IllegalArgumentException("code points %d to %d".formatted(first, last));
    }
    return new CharacterSet(new int[] {first, last});
  }

  /// The code points that a text contains.
  public static CharacterSet of(String characters) {
    int[] points = characters.codePoints().sorted().toArray();
    int[] bounds = new int[2 * points.length];
    for (int i = 0; i < points.length; i++) {
      bounds[2 * i] = points[i];
      bounds[2 * i + 1] = points[i];
    }
    return joined(bounds);
  }

  /// What is in either set.
  public CharacterSet or(CharacterSet other) {
    long[] ranges = new long[rangeCount() + other.rangeCount()];
    for (int i = 0; i < rangeCount(); i++) {
      ranges[i] = packed(first(i), last(i));
    }
    for (int i = 0; i < other.rangeCount(); i++) {
      ranges[rangeCount() + i] = packed(other.first(i), other.last(i));
    }
    return ofRanges(ranges);
  }

  /// The set of ranges in any order, which may overlap: the first code point of each in the upper
  /// half, the last one in the lower. The array is sorted.
  static CharacterSet ofRanges(long[] ranges) {
    Arrays.sort(ranges);
    int[] all = new int[2 * ranges.length];
    for (int i = 0; i < ranges.length; i++) {
      all[2 * i] = (int) (ranges[i] >> 32);
      all[2 * i + 1] = (int) ranges[i];
    }
    return joined(all);
  }

  /// What is in both sets.
  public CharacterSet and(CharacterSet other) {
    return not().or(other.not()).not();
  }

  /// What is not in the set.
  public CharacterSet not() {
    int[] rest = new int[bounds.length + 2];
    int length = 0;
    int next = 0;
    for (int i = 0; i < rangeCount(); i++) {
      if (first(i) > next) {
        rest[length++] = next;
        rest[length++] = first(i) - 1;
      }
      next = last(i) + 1;
    }
    if (next <= Character.MAX_CODE_POINT) {
      rest[length++] = next;
      rest[length++] = Character.MAX_CODE_POINT;
    }
    return new CharacterSet(Arrays.copyOf(rest, length));
  }

  /// Whether a code point is in the set.
  public boolean contains(int codePoint) {
    for (int i = 0; i < rangeCount(); i++) {
      if (codePoint <= last(i)) {
        return codePoint >= first(i);
      }
    }
    return false;
  }

  /// Whether a code point from `from` to `to`, both included, is in the set.
  boolean overlaps(int from, int to) {
    for (int i = 0; i < rangeCount(); i++) {
      if (from <= last(i) && first(i) <= to) {
        return true;
      }
    }
    return false;
  }

  /// Whether there is nothing in it.
  public boolean isEmpty() {
    return bounds.length == 0;
  }

  /// How many ranges it has.
  public int rangeCount() {
    return bounds.length / 2;
  }

  /// The first code point of a range.
  public int first(int range) {
    return bounds[2 * range];
  }

  /// The last code point of a range.
  public int last(int range) {
    return bounds[2 * range + 1];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CharacterSet set && Arrays.equals(bounds, set.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < rangeCount(); i++) {
      text.append(i == 0 ? "" : " ");
      text.append("U+%04X-U+%04X".formatted(first(i), last(i)));
    }
    return text.append(']').toString();
  }

  private static long packed(int first, int last) {
    return ((long) first << 32) | last;
  }

  /// The set with rising ranges that may overlap.
  private static CharacterSet joined(int[] rising) {
    int length = 0;
    for (int i = 0; i < rising.length; i += 2) {
      if (length > 0 && rising[i] <= rising[length - 1] + 1) {
        rising[length - 1] = Math.max(rising[length - 1], rising[i + 1]);
      } else {
        rising[length] = rising[i];
        rising[length + 1] = rising[i + 1];
        length += 2;
      }
    }
    return new CharacterSet(Arrays.copyOf(rising, length));
  }
}
