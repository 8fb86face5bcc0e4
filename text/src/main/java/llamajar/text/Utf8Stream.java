package llamajar.text;

/// Incremental UTF-8: bytes go in as they are made, whole characters come out.
///
/// A token may end in the middle of a character; its first bytes wait here for the rest. Bytes that
/// can't be part of a character become U+FFFD, one for each maximal subpart (Unicode 16, section
/// 3.9, table 3-11), so the text does not depend on how the bytes were cut. Not thread-safe.
public final class Utf8Stream {
  private static final char REPLACEMENT = '\uFFFD';

  private int codePoint;
  private int missing;
  private int lowest = 0x80;
  private int highest = 0xBF;

  /// Begins a stream.
  public Utf8Stream() {}

  /// Takes the next bytes and gives the characters that are whole now.
  public String accept(byte[] bytes) {
    return accept(bytes, 0, bytes.length);
  }

  /// Takes the bytes from `from` (inclusive) to `to` (exclusive) and gives the characters that are
  /// whole now.
  public String accept(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      take(bytes[i] & 0xFF, text);
    }
    return text.toString();
  }

  /// Ends the stream: gives U+FFFD if the last character was never completed, else nothing. The
  /// stream can be used again afterwards.
  public String flush() {
    if (missing == 0) {
      return "";
    }
    expectLead();
    return String.valueOf(REPLACEMENT);
  }

  private void take(int octet, StringBuilder text) {
    if (missing > 0) {
      if (octet >= lowest && octet <= highest) {
        codePoint = (codePoint << 6) | (octet & 0x3F);
        lowest = 0x80;
        highest = 0xBF;
        if (--missing == 0) {
          text.appendCodePoint(codePoint);
        }
        return;
      }
      expectLead();
      text.append(REPLACEMENT);
    }
    takeLead(octet, text);
  }

  private void takeLead(int octet, StringBuilder text) {
    if (octet < 0x80) {
      text.append((char) octet);
    } else if (octet >= 0xC2 && octet <= 0xDF) {
      expect(1, octet & 0x1F);
    } else if (octet >= 0xE0 && octet <= 0xEF) {
      expect(2, octet & 0x0F);
      // No overlong forms, no surrogates.
      lowest = octet == 0xE0 ? 0xA0 : 0x80;
      highest = octet == 0xED ? 0x9F : 0xBF;
    } else if (octet >= 0xF0 && octet <= 0xF4) {
      expect(3, octet & 0x07);
      // No overlong forms, nothing above U+10FFFF.
      lowest = octet == 0xF0 ? 0x90 : 0x80;
      highest = octet == 0xF4 ? 0x8F : 0xBF;
    } else {
      text.append(REPLACEMENT);
    }
  }

  private void expect(int count, int bits) {
    missing = count;
    codePoint = bits;
  }

  private void expectLead() {
    missing = 0;
    lowest = 0x80;
    highest = 0xBF;
  }
}
