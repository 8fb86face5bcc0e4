package llamajar.text.tokenizer;

import java.util.Arrays;

/// GPT-2's letters for bytes: byte-level BPE vocabularies spell every byte as a printable
/// character, a space as `Ġ`. Here they are turned back into bytes once, so that texts need not be
/// spelled.
final class ByteLevel {
  private static final int UNDEFINED = -1;
  private static final short[] BYTES = new short[256 + 68];

  static {
    Arrays.fill(BYTES, (short) UNDEFINED);
    int next = 256;
    for (int octet = 0; octet < 256; octet++) {
      boolean printable =
          (octet >= '!' && octet <= '~')
              || (octet >= 0xA1 && octet <= 0xAC)
              || (octet >= 0xAE && octet <= 0xFF);
      BYTES[printable ? octet : next++] = (short) octet;
    }
  }

  private ByteLevel() {}

  /// The bytes of each string; empty where a string is not spelled so.
  static ByteStrings decode(ByteStrings spelled) {
    ByteStrings.Builder decoded = new ByteStrings.Builder(spelled.size(), spelled.bytes().length);
    for (int i = 0; i < spelled.size(); i++) {
      if (!append(spelled.bytes(), spelled.start(i), spelled.end(i), decoded)) {
        decoded.discard();
      }
      decoded.end();
    }
    return decoded.build();
  }

  /// Appends the bytes that `text[from, to)` spells; false if it spells none.
  static boolean append(byte[] text, int from, int to, ByteStrings.Builder target) {
    for (int i = from; i < to; i++) {
      int letter = text[i] & 0xFF;
      // All letters are below U+0144, so two bytes at most.
      if (letter >= 0xC2 && letter <= 0xC5 && i + 1 < to) {
        letter = ((letter & 0x1F) << 6) | (text[++i] & 0x3F);
      } else if (letter >= 0x80) {
        return false;
      }
      int octet = letter < BYTES.length ? BYTES[letter] : UNDEFINED;
      if (octet == UNDEFINED) {
        return false;
      }
      target.append(octet);
    }
    return true;
  }
}
