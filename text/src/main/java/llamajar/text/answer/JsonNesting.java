package llamajar.text.answer;

/// Where in a JSON value a reader is that goes through it character by character.
final class JsonNesting {
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean complete;

  /// Takes a character.
  void accept(char unit) {
    if (inString) {
      inString = escaped || unit != '"';
      escaped = unit == '\\' && !escaped;
    } else if (unit == '"') {
      inString = true;
      escaped = false;
    } else if (unit == '{' || unit == '[') {
      depth++;
    } else if (unit == '}' || unit == ']') {
      depth--;
      complete = depth == 0;
    }
  }

  /// Whether the next character is one of a string, or ends it.
  boolean inString() {
    return inString;
  }

  /// Whether the next character is outside of all objects, arrays and strings.
  boolean isOutside() {
    return depth == 0 && !inString;
  }

  /// Whether the last character ended the outermost object or array.
  boolean isComplete() {
    return complete;
  }
}
