package llamajar.text.tokenizer;

/// A piece of text as code points with their [CharKind]s: what splitting rules look at.
final class CodePoints {
  private final int[] values;
  private final short[] kinds;
  private final int length;

  // The run of white space looked at last; rules ask about the same long run again and again.
  private int spacesFrom;
  private int spacesTo;
  private int newlineScanEnd = -1;
  private int newlineScanFrom;
  private int newlineEnd;

  private CodePoints(int[] values, short[] kinds, int length) {
    this.values = values;
    this.kinds = kinds;
    this.length = length;
  }

  /// Decodes `utf8[from, to)`, which must be valid.
  static CodePoints decode(byte[] utf8, int from, int to) {
    int[] values = new int[to - from];
    short[] kinds = new short[to - from];
    int length = 0;
    for (int i = from; i < to; length++) {
      int lead = utf8[i++] & 0xFF;
      int codePoint = lead;
      if (lead >= 0x80) {
        int more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        codePoint = lead & (0x3F >> more);
        for (; more > 0; more--) {
          codePoint = (codePoint << 6) | (utf8[i++] & 0x3F);
        }
      }
      values[length] = codePoint;
      kinds[length] = (short) CharKind.of(codePoint);
    }
    return new CodePoints(values, kinds, length);
  }

  int length() {
    return length;
  }

  int at(int index) {
    return values[index];
  }

  int kind(int index) {
    return kinds[index];
  }

  boolean is(int index, int mask) {
    return (kinds[index] & mask) != 0;
  }

  /// The number of UTF-8 bytes from `from` to `to`.
  int byteLength(int from, int to) {
    int bytes = 0;
    for (int i = from; i < to; i++) {
      bytes += Utf8.length(values[i]);
    }
    return bytes;
  }

  /// The first index from `from` on whose character is none of `mask`, at most `to`.
  int endOf(int mask, int from, int to) {
    int i = from;
    while (i < to && (kinds[i] & mask) != 0) {
      i++;
    }
    return i;
  }

  /// The first index from `from` on whose character is one of `mask`, at most `to`.
  int endOfOther(int mask, int from, int to) {
    int i = from;
    while (i < to && (kinds[i] & mask) == 0) {
      i++;
    }
    return i;
  }

  /// [#endOf] for white space, which is looked at only once however often it is asked about.
  int endOfSpaces(int from, int to) {
    if (from < spacesFrom || from >= spacesTo) {
      spacesFrom = from;
      spacesTo = endOf(CharKind.SPACE, from, length);
    }
    return Math.min(spacesTo, to);
  }

  /// The index behind the last newline of the white space from `from` on, or −1 if there is none.
  int endOfLastNewline(int from, int to) {
    int end = endOfSpaces(from, to);
    if (end != newlineScanEnd || from < newlineScanFrom) {
      newlineScanEnd = end;
      newlineScanFrom = from;
      newlineEnd = end;
      while (newlineEnd > from && !is(newlineEnd - 1, CharKind.NEWLINE)) {
        newlineEnd--;
      }
    }
    return newlineEnd > from ? newlineEnd : -1;
  }
}
