package llamajar.text.tokenizer;

/// The splitting rules that only Chameleon has.
final class Chameleon {
  private Chameleon() {}

  /// `<sentinel:[0-9]+>`.
  static int sentinel(CodePoints text, int at, int to) {
    int begin = endOfLiteral("<sentinel:", text, at, to);
    if (begin == Rule.NONE) {
      return Rule.NONE;
    }
    int end = begin;
    while (end < to && text.at(end) >= '0' && text.at(end) <= '9') {
      end++;
    }
    return end > begin && end < to && text.at(end) == '>' ? end + 1 : Rule.NONE;
  }

  /// `IMGIMG[A-I]{1,4}Z`.
  static int image(CodePoints text, int at, int to) {
    int begin = endOfLiteral("IMGIMG", text, at, to);
    if (begin == Rule.NONE) {
      return Rule.NONE;
    }
    int end = begin;
    while (end < Math.min(to, begin + 4) && text.at(end) >= 'A' && text.at(end) <= 'I') {
      end++;
    }
    return end > begin && end < to && text.at(end) == 'Z' ? end + 1 : Rule.NONE;
  }

  /// `[\t\n]| | ` (four spaces, two spaces).
  static int indentation(CodePoints text, int at, int to) {
    if (text.at(at) == '\t' || text.at(at) == '\n') {
      return at + 1;
    }
    int end = endOfLiteral("    ", text, at, to);
    return end != Rule.NONE ? end : endOfLiteral("  ", text, at, to);
  }

  /// ``[\p{P}!-/:-@\[-`{-~]``.
  static int punctuation(CodePoints text, int at, int to) {
    boolean found =
        text.is(at, CharKind.PUNCTUATION) || (text.at(at) < 128 && text.is(at, CharKind.SYMBOL));
    return found ? at + 1 : Rule.NONE;
  }

  private static int endOfLiteral(String literal, CodePoints text, int at, int to) {
    if (at + literal.length() > to) {
      return Rule.NONE;
    }
    for (int i = 0; i < literal.length(); i++) {
      if (text.at(at + i) != literal.charAt(i)) {
        return Rule.NONE;
      }
    }
    return at + literal.length();
  }
}
