package llamajar.text.template.syntax;

import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.guard.TemplateException.Kind;

/// Backslash escapes in Python's strings.
final class StringEscapes {
  private StringEscapes() {}

  /// A string without its quotes, escapes resolved. Unknown escapes stay as they are.
  static String resolve(String raw, int line) {
    if (raw.indexOf('\\') < 0) {
      return raw;
    }
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < raw.length()) {
      char unit = raw.charAt(i);
      i++;
      if (unit != '\\') {
        out.append(unit);
        continue;
      }
      char kind = raw.charAt(i);
      i++;
      switch (kind) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'a' -> out.append('\u0007');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'v' -> out.append('\u000B');
        case '\\', '\'', '"' -> out.append(kind);
        case '\n' -> {}
        case 'x' -> i = hexadecimal(raw, i, 2, line, out);
        case 'u' -> i = hexadecimal(raw, i, 4, line, out);
        case 'U' -> i = hexadecimal(raw, i, 8, line, out);
        case '0', '1', '2', '3', '4', '5', '6', '7' -> i = octal(raw, i - 1, out);
        default -> out.append('\\').append(kind);
      }
    }
    return out.toString();
  }

  private static int hexadecimal(String raw, int from, int digits, int line, StringBuilder out) {
    int end = from + digits;
    boolean complete =
        end <= raw.length() && raw.substring(from, end).matches("[0-9a-fA-F]{" + digits + "}");
    int point = complete ? Integer.parseUnsignedInt(raw, from, end, 16) : -1;
    if (!Character.isValidCodePoint(point)) {
      throw new TemplateException(Kind.SYNTAX, "a string has an incomplete escape", line);
    }
    out.appendCodePoint(point);
    return end;
  }

  private static int octal(String raw, int from, StringBuilder out) {
    int end = from;
    while (end < raw.length()
        && end < from + 3
        && raw.charAt(end) >= '0'
        && raw.charAt(end) <= '7') {
      end++;
    }
    out.append((char) Integer.parseInt(raw, from, end, 8));
    return end;
  }
}
