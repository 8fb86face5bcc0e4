package llamajar.text.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The UTF-8 that tokenizers need beyond what the platform offers.
final class Utf8 {
  /// The byte sequence of U+2581, which stands for a space inside SentencePiece tokens.
  private static final byte[] SPACE_MARK = {(byte) 0xE2, (byte) 0x96, (byte) 0x81};

  private Utf8() {}

  /// A string's bytes; unpaired surrogates become U+FFFD.
  static byte[] encode(String text) {
    return (hasUnpairedSurrogate(text) ? repair(text) : text).getBytes(StandardCharsets.UTF_8);
  }

  /// The number of bytes of the character that begins with this byte (1 for what is no beginning).
  static int length(byte lead) {
    int octet = lead & 0xFF;
    return octet < 0xC0 ? 1 : octet < 0xE0 ? 2 : octet < 0xF0 ? 3 : 4;
  }

  /// The number of bytes of a code point.
  static int length(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  static boolean isSpaceMark(byte[] text, int at, int to) {
    return at + 2 < to
        && text[at] == SPACE_MARK[0]
        && text[at + 1] == SPACE_MARK[1]
        && text[at + 2] == SPACE_MARK[2];
  }

  /// The text with U+2581 for each space.
  ///
  /// @param prefix whether to put one more in front
  static byte[] markSpaces(byte[] text, int from, int to, boolean prefix) {
    long size = to - from + (prefix ? 3L : 0);
    for (int i = from; i < to; i++) {
      size += text[i] == ' ' ? 2 : 0;
    }
    byte[] marked = new byte[Math.toIntExact(size)];
    int length = prefix ? putSpaceMark(marked, 0) : 0;
    for (int i = from; i < to; i++) {
      if (text[i] == ' ') {
        length = putSpaceMark(marked, length);
      } else {
        marked[length++] = text[i];
      }
    }
    return marked;
  }

  /// The text with a space for each U+2581.
  static byte[] unmarkSpaces(byte[] text, int from, int to) {
    byte[] unmarked = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; ) {
      if (isSpaceMark(text, i, to)) {
        unmarked[length++] = ' ';
        i += 3;
      } else {
        unmarked[length++] = text[i++];
      }
    }
    return length == unmarked.length ? unmarked : Arrays.copyOf(unmarked, length);
  }

  private static int putSpaceMark(byte[] target, int at) {
    System.arraycopy(SPACE_MARK, 0, target, at, SPACE_MARK.length);
    return at + SPACE_MARK.length;
  }

  private static boolean hasUnpairedSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isSurrogate(unit)) {
        if (!isPair(text, i)) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private static String repair(String text) {
    StringBuilder repaired = new StringBuilder(text);
    for (int i = 0; i < repaired.length(); i++) {
      if (Character.isSurrogate(repaired.charAt(i))) {
        if (isPair(text, i)) {
          i++;
        } else {
          repaired.setCharAt(i, '\uFFFD');
        }
      }
    }
    return repaired.toString();
  }

  private static boolean isPair(String text, int at) {
    return at + 1 < text.length()
        && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }
}
