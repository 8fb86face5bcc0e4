package llamajar.cli.option;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Backslash escapes in text from the command line: `\n`, `\r`, `\t`, `\"`, `\'`, `\\`, and `\xHH`
/// for one byte of UTF-8. Other backslashes stay as they are.
final class Escapes {
  private static final int HEX_DIGITS = 2;

  private Escapes() {}

  /// The text with its escapes resolved.
  ///
  /// @throws UsageException if the bytes given as `\xHH` are not UTF-8
  static String resolve(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    byte[] from = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream resolved = new ByteArrayOutputStream(from.length);
    int i = 0;
    while (i < from.length) {
      i +=
          from[i] == '\\' && i + 1 < from.length
              ? escape(from, i, resolved)
              : copy(from, i, resolved);
    }
    try {
      return Utf8Text.decode(resolved.toByteArray(), "text with \\x escapes");
    } catch (IOException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static int copy(byte[] from, int at, ByteArrayOutputStream to) {
    to.write(from[at]);
    return 1;
  }

  private static int escape(byte[] from, int at, ByteArrayOutputStream to) {
    byte kind = from[at + 1];
    switch (kind) {
      case 'n' -> to.write('\n');
      case 'r' -> to.write('\r');
      case 't' -> to.write('\t');
      case '"', '\'', '\\' -> to.write(kind);
      case 'x' -> {
        int octet = hexByte(from, at + 2);
        if (octet < 0) {
          return copy(from, at, to);
        }
        to.write(octet);
        return 2 + HEX_DIGITS;
      }
      default -> {
        return copy(from, at, to);
      }
    }
    return 2;
  }

  private static int hexByte(byte[] from, int at) {
    if (at + HEX_DIGITS > from.length) {
      return -1;
    }
    int high = Character.digit(from[at], 16);
    int low = Character.digit(from[at + 1], 16);
    return high < 0 || low < 0 ? -1 : 16 * high + low;
  }
}
