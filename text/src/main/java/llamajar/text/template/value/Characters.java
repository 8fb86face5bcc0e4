package llamajar.text.template.value;

/// What Python takes characters for.
public final class Characters {
  private Characters() {}

  /// `str.isspace`.
  public static boolean isSpace(int point) {
    return (point >= '\t' && point <= '\r')
        || (point >= 0x1C && point <= ' ')
        || point == 0x85
        || point == 0xA0
        || (point > 0xFF && Character.isSpaceChar(point));
  }

  /// Whether `str.splitlines` ends a line here.
  public static boolean isLineEnd(int point) {
    return (point >= '\n' && point <= '\r')
        || (point >= 0x1C && point <= 0x1E)
        || point == 0x85
        || point == 0x2028
        || point == 0x2029;
  }

  /// `str.isprintable`: what `repr` shows as it is.
  public static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }

  /// Whether a character is a letter with a case.
  public static boolean isCased(int point) {
    return Character.isUpperCase(point)
        || Character.isLowerCase(point)
        || Character.isTitleCase(point);
  }

  /// `str.isdecimal`.
  public static boolean isDecimal(int point) {
    return Character.getType(point) == Character.DECIMAL_DIGIT_NUMBER;
  }

  /// `str.isdigit`: also superscripts and circled digits.
  public static boolean isDigit(int point) {
    return isDecimal(point)
        || point == 0xB2
        || point == 0xB3
        || point == 0xB9
        || (point >= 0x2070 && point <= 0x2079)
        || (point >= 0x2080 && point <= 0x2089)
        || (point >= 0x2460 && point <= 0x2468);
  }

  /// `str.isnumeric`: also fractions and Roman numerals.
  public static boolean isNumeric(int point) {
    return switch (Character.getType(point)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }

  /// `str.isalpha`.
  public static boolean isLetter(int point) {
    return Character.isLetter(point);
  }
}
