package llamajar.cli.terminal;

/// Text that is safe to show: names in a hostile file must not send escape sequences to a terminal
/// or break a message into lines.
public final class TerminalText {
  private TerminalText() {}

  /// The text on one line, with line ends, control characters and the like as backslash escapes.
  public static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(point -> append(line, point));
    return line.toString();
  }

  private static void append(StringBuilder line, int point) {
    switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          appendEscaped(line, point);
      default -> line.appendCodePoint(point);
    }
  }

  private static void appendEscaped(StringBuilder line, int point) {
    switch (point) {
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default -> line.append("\\u{").append(Integer.toHexString(point)).append('}');
    }
  }
}
