package llamajar.text.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Tokens that stand for single bytes, spelled `<0x41>`.
final class ByteTokens {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final int LENGTH = 6;

  private ByteTokens() {}

  /// The token of each byte, −1 where there is none.
  ///
  /// @param orItself whether a token that is the byte itself will do
  static int[] of(ByteIndex index, boolean orItself) {
    int[] ids = new int[256];
    byte[] single = new byte[1];
    for (int octet = 0; octet < 256; octet++) {
      byte[] spelling =
          ("<0x" + HEX.toHexDigits((byte) octet) + ">").getBytes(StandardCharsets.US_ASCII);
      ids[octet] = index.find(spelling, 0, LENGTH);
      if (ids[octet] < 0 && orItself) {
        single[0] = (byte) octet;
        ids[octet] = index.find(single, 0, 1);
      }
    }
    return ids;
  }

  /// The token of each byte in a vocabulary that spells bytes as [ByteLevel] letters.
  static int[] spelled(ByteIndex index) {
    int[] ids = new int[256];
    byte[] letter = new byte[2];
    for (int octet = 0; octet < 256; octet++) {
      int length = ByteLevel.spell(new byte[] {(byte) octet}, 0, 1, letter);
      ids[octet] = index.find(letter, 0, length);
    }
    return ids;
  }

  /// The byte that a spelling stands for, or −1.
  static int value(byte[] spelling) {
    if (spelling.length != LENGTH
        || spelling[0] != '<'
        || spelling[1] != '0'
        || spelling[2] != 'x'
        || spelling[5] != '>') {
      return -1;
    }
    int high = Character.digit(spelling[3], 16);
    int low = Character.digit(spelling[4], 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
