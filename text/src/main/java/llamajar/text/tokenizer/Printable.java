package llamajar.text.tokenizer;

/// Text from a file as it may appear in a message: on one line, short, and harmless to a terminal.
final class Printable {
  private static final int SHOWN = 40;

  private Printable() {}

  /// The text with everything invisible as `\\u{…}`, in quotes.
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("'");
    int shown = 0;
    for (int at = 0; at < text.length(); shown++) {
      if (shown == SHOWN) {
        return quoted.append("…'").toString();
      }
      int codePoint = text.codePointAt(at);
      if (isVisible(codePoint)) {
        quoted.appendCodePoint(codePoint);
      } else {
        quoted.append("\\u{%x}".formatted(codePoint));
      }
      at += Character.charCount(codePoint);
    }
    return quoted.append('\'').toString();
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
