package llamajar.text.answer;

/// Where in a JSON object a reader is that goes through it character by character.
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
    } else if (unit == '{') {
      depth++;
    } else if (unit == '}') {
      depth--;
      complete = depth == 0;
    }
  }

  /// Whether the next character is one of a string, or ends it.
  boolean inString() {
    return inString;
  }

  /// Whether the last character ended the object.
  boolean isComplete() {
    return complete;
  }
}
