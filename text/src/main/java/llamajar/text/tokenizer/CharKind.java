package llamajar.text.tokenizer;

/// What the splitting rules ask about a character, as bits.
final class CharKind {
  /// `Lu`, `Lt`.
  static final int UPPER = 1;

  /// `Ll`.
  static final int LOWER = 1 << 1;

  /// `Lm`, `Lo` outside the Han script.
  static final int CASELESS = 1 << 2;

  /// `Lm`, `Lo` of the Han script.
  static final int HAN_LETTER = 1 << 3;

  /// `M`.
  static final int MARK = 1 << 4;

  /// `N`.
  static final int NUMBER = 1 << 5;

  /// `P`.
  static final int PUNCTUATION = 1 << 6;

  /// `S`.
  static final int SYMBOL = 1 << 7;

  /// `White_Space`, which is what `\s` means here.
  static final int SPACE = 1 << 8;

  /// Carriage return and line feed (also [#SPACE]).
  static final int NEWLINE = 1 << 9;

  /// Any character of the Han script.
  static final int HAN = 1 << 10;

  /// `L`.
  static final int LETTER = UPPER | LOWER | CASELESS | HAN_LETTER;

  private static final short[] ASCII = new short[128];

  static {
    for (int c = 0; c < ASCII.length; c++) {
      ASCII[c] = (short) find(c);
    }
  }

  private CharKind() {}

  static int of(int codePoint) {
    return codePoint < ASCII.length ? ASCII[codePoint] : find(codePoint);
  }

  static boolean isSpace(int codePoint) {
    return codePoint == ' '
        || (codePoint >= 0x09 && codePoint <= 0x0D)
        || codePoint == 0x85
        || codePoint == 0xA0
        || codePoint == 0x1680
        || (codePoint >= 0x2000 && codePoint <= 0x200A)
        || codePoint == 0x2028
        || codePoint == 0x2029
        || codePoint == 0x202F
        || codePoint == 0x205F
        || codePoint == 0x3000;
  }

  private static int find(int codePoint) {
    if (isSpace(codePoint)) {
      return codePoint == '\r' || codePoint == '\n' ? SPACE | NEWLINE : SPACE;
    }
    int han = isHan(codePoint) ? HAN : 0;
    return han
        | switch (Character.getType(codePoint)) {
          case Character.UPPERCASE_LETTER, Character.TITLECASE_LETTER -> UPPER;
          case Character.LOWERCASE_LETTER -> LOWER;
          case Character.MODIFIER_LETTER, Character.OTHER_LETTER ->
              han == 0 ? CASELESS : HAN_LETTER;
          case Character.NON_SPACING_MARK,
              Character.COMBINING_SPACING_MARK,
              Character.ENCLOSING_MARK ->
              MARK;
          case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
              NUMBER;
          case Character.CONNECTOR_PUNCTUATION,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.OTHER_PUNCTUATION ->
              PUNCTUATION;
          case Character.MATH_SYMBOL,
              Character.CURRENCY_SYMBOL,
              Character.MODIFIER_SYMBOL,
              Character.OTHER_SYMBOL ->
              SYMBOL;
          default -> 0;
        };
  }

  private static boolean isHan(int codePoint) {
    return codePoint >= 0x2E80
        && Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HAN;
  }
}
