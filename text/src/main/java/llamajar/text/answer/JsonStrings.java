package llamajar.text.answer;

/// Strings in JSON.
final class JsonStrings {
  private JsonStrings() {}

  /// What a JSON string says; it begins with a quotation mark.
  static String decoded(String json) {
    StringBuilder out = new StringBuilder();
    int end = json.endsWith("\"") && json.length() > 1 ? json.length() - 1 : json.length();
    int i = 1;
    while (i < end) {
      char unit = json.charAt(i);
      i++;
      if (unit != '\\' || i >= end) {
        out.append(unit);
        continue;
      }
      char kind = json.charAt(i);
      i++;
      switch (kind) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'u' -> {
          boolean complete = i + 4 <= end && json.substring(i, i + 4).matches("[0-9a-fA-F]{4}");
          out.append(complete ? (char) Integer.parseInt(json, i, i + 4, 16) : '\uFFFD');
          i += complete ? 4 : 0;
        }
        default -> out.append(kind);
      }
    }
    return out.toString();
  }

  /// A text as a JSON string.
  static String encoded(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      switch (unit) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (unit < ' ') {
            out.append("\\u%04x".formatted((int) unit));
          } else {
            out.append(unit);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
