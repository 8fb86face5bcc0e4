package llamajar.text.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Many byte strings, back to back in one array: a vocabulary without an object for each token.
final class ByteStrings {
  static final ByteStrings NONE = new ByteStrings(new byte[0], new int[1], 0);

  private final byte[] bytes;
  private final int[] starts;
  private final int size;

  private ByteStrings(byte[] bytes, int[] starts, int size) {
    this.bytes = bytes;
    this.starts = starts;
    this.size = size;
  }

  static ByteStrings copyOf(List<byte[]> strings, String name) {
    long total = 0;
    for (byte[] string : strings) {
      total += string.length;
    }
    if (total > Integer.MAX_VALUE - 8) {
      throw new VocabularyException(
          "the %s take %d bytes; at most 2 GiB can be used".formatted(name, total));
    }
    Builder builder = new Builder(strings.size(), (int) total);
    for (byte[] string : strings) {
      builder.append(string, 0, string.length);
      builder.end();
    }
    return builder.build();
  }

  int size() {
    return size;
  }

  /// The array that holds all strings; [#start] and [#end] say where each one is.
  byte[] bytes() {
    return bytes;
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return starts[index + 1];
  }

  int length(int index) {
    return starts[index + 1] - starts[index];
  }

  byte[] copy(int index) {
    return Arrays.copyOfRange(bytes, starts[index], starts[index + 1]);
  }

  /// The string as text, for messages.
  String text(int index) {
    return new String(bytes, starts[index], length(index), StandardCharsets.UTF_8);
  }

  boolean equals(int index, byte[] text, int from, int to) {
    return Arrays.equals(bytes, starts[index], starts[index + 1], text, from, to);
  }

  /// Puts byte strings together; the total length is known before.
  static final class Builder {
    private final byte[] bytes;
    private final int[] starts;
    private int size;
    private int length;

    Builder(int count, int totalLength) {
      bytes = new byte[totalLength];
      starts = new int[count + 1];
    }

    void append(byte[] source, int from, int to) {
      System.arraycopy(source, from, bytes, length, to - from);
      length += to - from;
    }

    void append(int octet) {
      bytes[length++] = (byte) octet;
    }

    /// Takes back what was appended since the last [#end].
    void discard() {
      length = starts[size];
    }

    /// Ends the current string.
    void end() {
      starts[++size] = length;
    }

    /// The length of the string begun.
    int currentLength() {
      return length - starts[size];
    }

    ByteStrings build() {
      return new ByteStrings(bytes, starts, size);
    }
  }
}
