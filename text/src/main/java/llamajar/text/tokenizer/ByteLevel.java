package llamajar.text.tokenizer;

import java.util.Arrays;

/// GPT-2's letters for bytes: byte-level BPE vocabularies spell every byte as a printable
/// character, a space as `Ġ`.
///
/// Texts are spelled like the vocabulary before tokens are looked up, rather than the vocabulary
/// being turned into bytes: that would be most of the work of opening a model.
final class ByteLevel {
  private static final char[] LETTERS = new char[256];
  private static final short[] BYTES = new short[256 + 68];
  private static final short NONE = -1;

  static {
    Arrays.fill(BYTES, NONE);
    char next = 256;
    for (int octet = 0; octet < 256; octet++) {
      boolean printable =
          (octet >= '!' && octet <= '~')
              || (octet >= 0xA1 && octet <= 0xAC)
              || (octet >= 0xAE && octet <= 0xFF);
      LETTERS[octet] = printable ? (char) octet : next++;
      BYTES[LETTERS[octet]] = (short) octet;
    }
  }

  private ByteLevel() {}

  /// Puts the spelling of `text[from, to)` into `target`, which has room for two bytes for each,
  /// and gives its length.
  static int spell(byte[] text, int from, int to, byte[] target) {
    int length = 0;
    for (int i = from; i < to; i++) {
      int letter = LETTERS[text[i] & 0xFF];
      if (letter < 0x80) {
        target[length++] = (byte) letter;
      } else {
        target[length++] = (byte) (0xC0 | (letter >> 6));
        target[length++] = (byte) (0x80 | (letter & 0x3F));
      }
    }
    return length;
  }

  /// The bytes that `text[from, to)` spells; itself if it is no such spelling.
  static byte[] decode(byte[] text, int from, int to) {
    byte[] bytes = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      int letter = text[i] & 0xFF;
      // All letters are below U+0144, so two bytes at most.
      if (letter >= 0xC2 && letter <= 0xC5 && i + 1 < to) {
        letter = ((letter & 0x1F) << 6) | (text[++i] & 0x3F);
      } else if (letter >= 0x80) {
        return Arrays.copyOfRange(text, from, to);
      }
      if (letter >= BYTES.length || BYTES[letter] == NONE) {
        return Arrays.copyOfRange(text, from, to);
      }
      bytes[length++] = (byte) BYTES[letter];
    }
    return Arrays.copyOf(bytes, length);
  }
}
