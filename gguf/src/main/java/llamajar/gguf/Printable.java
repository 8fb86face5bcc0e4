package llamajar.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Text from a file, made safe to show: a hostile name must not send escape sequences to a
/// terminal, reverse the reading direction, break a message into lines, or fill the screen.
final class Printable {
  private static final int LONGEST = 80;

  private Printable() {}

  /// The text in quotes, at most about 80 characters of it.
  static String quote(String text) {
    return '"' + shorten(text, LONGEST) + '"';
  }

  /// UTF-8 bytes in quotes; invalid sequences become U+FFFD.
  static String quote(MemorySegment utf8, int longest) {
    // Four bytes per character at most, so this much is enough to know whether more follows.
    long wanted = Math.min(utf8.byteSize(), 4L * longest + 4);
    byte[] head = ValueBytes.copy(utf8.asSlice(0, wanted));
    String text = new String(head, StandardCharsets.UTF_8);
    boolean cut = wanted < utf8.byteSize() && text.codePointCount(0, text.length()) <= longest;
    return '"' + shorten(text, longest) + (cut ? "…" : "") + '"';
  }

  /// The text on one line, without anything a terminal acts on.
  static String oneLine(String text) {
    return shorten(text, Integer.MAX_VALUE);
  }

  private static String shorten(String text, int longest) {
    StringBuilder safe = new StringBuilder();
    int shown = 0;
    for (int i = 0; i < text.length(); ) {
      if (shown++ == longest) {
        return safe.append('…').toString();
      }
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (isHarmless(point)) {
        safe.appendCodePoint(point);
      } else {
        safe.append("\\u{").append(Integer.toHexString(point)).append('}');
      }
    }
    return safe.toString();
  }

  private static boolean isHarmless(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
