package llamajar.text.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Many byte strings in one array: a vocabulary without an object for each token. Immutable.
public final class ByteStrings {
  static final ByteStrings NONE = new ByteStrings(new byte[0], new int[1], 0, 0, 0);

  private static final int PREFIX = Long.BYTES;

  private final byte[] bytes;
  // One more than there are strings, so that a string ends a gap before the next one's start.
  private final int[] starts;
  private final int size;
  private final int gap;
  private final int longest;

  private ByteStrings(byte[] bytes, int[] starts, int size, int gap, int longest) {
    this.bytes = bytes;
    this.starts = starts;
    this.size = size;
    this.gap = gap;
    this.longest = longest;
  }

  /// Collects the strings of a list.
  ///
  /// @throws VocabularyException if they have more than 2 GiB
  public static ByteStrings of(List<byte[]> strings) {
    long total = 0;
    for (byte[] string : strings) {
      total += string.length;
    }
    if (total > Integer.MAX_VALUE - PREFIX) {
      throw new VocabularyException(
          "strings of %d bytes are too many for a vocabulary".formatted(total));
    }
    byte[] bytes = new byte[(int) total];
    int[] starts = new int[strings.size() + 1];
    int length = 0;
    int longest = 0;
    for (int i = 0; i < strings.size(); i++) {
      byte[] string = strings.get(i);
      longest = Math.max(longest, string.length);
      System.arraycopy(string, 0, bytes, length, string.length);
      length += string.length;
      starts[i + 1] = length;
    }
    return new ByteStrings(bytes, starts, strings.size(), 0, longest);
  }

  /// Takes strings as GGUF stores them: back to back, each behind its length, a 64-bit
  /// little-endian number.
  ///
  /// @param data not copied; must not change afterwards
  /// @throws VocabularyException if the lengths don't fit the data
  public static ByteStrings ofLengthPrefixed(byte[] data, int count) {
    if (count > data.length / PREFIX || data.length > Integer.MAX_VALUE - PREFIX) {
      throw new VocabularyException("%d strings don't fit %d bytes".formatted(count, data.length));
    }
    int[] starts = new int[count + 1];
    int at = 0;
    int longest = 0;
    for (int i = 0; i < count; i++) {
      int start = at + PREFIX;
      if (start > data.length) {
        throw endsEarly(i);
      }
      int length =
          (data[at] & 0xFF)
              | ((data[at + 1] & 0xFF) << 8)
              | ((data[at + 2] & 0xFF) << 16)
              | ((data[at + 3] & 0xFF) << 24);
      if (length < 0
          || length > data.length - start
          || (data[at + 4] | data[at + 5] | data[at + 6] | data[at + 7]) != 0) {
        throw endsEarly(i);
      }
      longest = Math.max(longest, length);
      starts[i] = start;
      at = start + length;
    }
    starts[count] = at + PREFIX;
    return new ByteStrings(data, starts, count, PREFIX, longest);
  }

  private static VocabularyException endsEarly(int index) {
    return new VocabularyException("string %d is longer than its data".formatted(index));
  }

  /// The number of strings.
  public int size() {
    return size;
  }

  /// The number of bytes of the longest string, 0 if there is none.
  public int longest() {
    return longest;
  }

  /// The number of bytes of a string.
  public int length(int index) {
    return starts[index + 1] - gap - starts[index];
  }

  /// A copy of a string.
  public byte[] copy(int index) {
    return Arrays.copyOfRange(bytes, starts[index], end(index));
  }

  /// The array that holds all strings; [#start] and [#end] say where each one is.
  byte[] bytes() {
    return bytes;
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return starts[index + 1] - gap;
  }

  /// The string as text; what is no UTF-8 becomes U+FFFD.
  String text(int index) {
    return new String(bytes, starts[index], length(index), StandardCharsets.UTF_8);
  }

  boolean equals(int index, byte[] text, int from, int to) {
    return Arrays.equals(bytes, starts[index], end(index), text, from, to);
  }
}
