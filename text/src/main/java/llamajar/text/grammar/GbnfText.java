package llamajar.text.grammar;

/// The characters and the smallest parts of a text in GBNF.
final class GbnfText {
  private static final int MOST_CHARACTERS = 4_000_000;

  private final String text;
  private int at;

  GbnfText(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new GrammarException(
          "a grammar of %d characters is too long; at most %d are possible"
              .formatted(text.length(), MOST_CHARACTERS));
    }
    this.text = text;
  }

  /// Where we are, for [#problem].
  int place() {
    return at;
  }

  boolean atEnd() {
    return at == text.length();
  }

  boolean atLineEnd() {
    return peek() == '\n' || peek() == '\r';
  }

  boolean atDigit() {
    return isDigit(peek());
  }

  /// Whether something begins here that can be repeated.
  boolean atItem() {
    return isNamePart(peek()) || "(\"[.".indexOf(peek()) >= 0;
  }

  boolean atRepetition() {
    return "?*+{".indexOf(peek()) >= 0;
  }

  /// Reads a text if it comes next.
  boolean take(String expected) {
    boolean next = text.startsWith(expected, at);
    at += next ? expected.length() : 0;
    return next;
  }

  /// Skips white space and comments.
  void skipSpace(boolean lineEnds) {
    while (!atEnd()) {
      char next = text.charAt(at);
      if (next == '#') {
        while (!atEnd() && !atLineEnd()) {
          at++;
        }
      } else if (next == ' ' || next == '\t' || (lineEnds && atLineEnd())) {
        at++;
      } else {
        return;
      }
    }
  }

  /// A rule's name, empty if none begins here.
  String name() {
    int from = at;
    while (isNamePart(peek())) {
      at++;
    }
    return text.substring(from, at);
  }

  /// A number in a repetition.
  int number(int place, int most) {
    if (!atDigit()) {
      throw problem(place, "a repetition is written {n}, {n,} or {n,m}");
    }
    long number = 0;
    while (atDigit()) {
      number = 10 * number + (text.charAt(at++) - '0');
      if (number > most) {
        throw problem(place, "a repetition of more than %d is too much".formatted(most));
      }
    }
    return (int) number;
  }

  /// The rest of a literal.
  ///
  /// @param place where it began
  String literal(int place) {
    StringBuilder literal = new StringBuilder();
    while (!take("\"")) {
      int from = at;
      int codePoint = character(place, "literal is not closed; '\"' is missing");
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw problem(
            from, "U+%04X is half of a character, which no text has".formatted(codePoint));
      }
      literal.appendCodePoint(codePoint);
    }
    return literal.toString();
  }

  /// The rest of a class, behind `[` or `[^`.
  ///
  /// @param place where it began
  CharacterSet characterClass(int place) {
    String unclosed = "class is not closed; ']' is missing";
    CharacterSetBuilder set = new CharacterSetBuilder();
    while (!take("]")) {
      int from = at;
      int first = character(place, unclosed);
      int last = first;
      if (peek() == '-' && at + 1 < text.length() && text.charAt(at + 1) != ']') {
        at++;
        last = character(place, unclosed);
      }
      if (last < first) {
        throw problem(from, "the range ends before it begins");
      }
      set.add(first, last);
    }
    return set.build();
  }

  /// What comes next, as messages show it.
  String shown() {
    if (atEnd()) {
      return "the end";
    }
    if (atLineEnd()) {
      return "the end of the line";
    }
    int codePoint = text.codePointAt(at);
    return codePoint < ' ' || codePoint == 0x7F
        ? "U+%04X".formatted(codePoint)
        : "'%s'".formatted(Character.toString(codePoint));
  }

  /// A message with line and column.
  GrammarException problem(int place, String what) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < place; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int column = text.codePointCount(lineStart, place) + 1;
    return new GrammarException("grammar, line %d, column %d: %s".formatted(line, column, what));
  }

  private int character(int place, String unclosed) {
    if (atEnd()) {
      throw problem(place, unclosed);
    }
    int from = at;
    int codePoint = text.codePointAt(at);
    at += Character.charCount(codePoint);
    if (codePoint != '\\') {
      return codePoint;
    }
    if (atEnd()) {
      throw problem(place, unclosed);
    }
    char escaped = text.charAt(at++);
    return switch (escaped) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '\\', '"', '[', ']' -> escaped;
      case 'x' -> hex(from, 2);
      case 'u' -> hex(from, 4);
      case 'U' -> hex(from, 8);
      default -> {
        at--;
        throw problem(
            from,
            "unknown escape \\ before %s; known are \\n \\r \\t \\\\ \\\" \\[ \\] \\xHH \\uHHHH \\UHHHHHHHH"
                .formatted(shown()));
      }
    };
  }

  private int hex(int from, int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0 || peek() > 'f') {
        throw problem(from, "the escape needs %d hexadecimal digits".formatted(digits));
      }
      value = 16 * value + digit;
      at++;
    }
    if (value > Character.MAX_CODE_POINT) {
      throw problem(from, "there is no character beyond U+10FFFF");
    }
    return (int) value;
  }

  /// The next unit, U+FFFF at the end.
  private char peek() {
    return atEnd() ? '\uFFFF' : text.charAt(at);
  }

  private static boolean isDigit(char unit) {
    return unit >= '0' && unit <= '9';
  }

  private static boolean isNamePart(char unit) {
    return (unit >= 'a' && unit <= 'z')
        || (unit >= 'A' && unit <= 'Z')
        || isDigit(unit)
        || unit == '-'
        || unit == '_';
  }
}
