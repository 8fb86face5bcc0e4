package llamajar.text.tokenizer;

import static llamajar.text.tokenizer.CharKind.NUMBER;

import java.util.List;

/// One pass of a splitting pattern: cuts a piece of text into smaller ones.
@FunctionalInterface
interface Stage {
  /// Adds the end of every piece of `[from, to)`, the last being `to`. `from < to`.
  void split(CodePoints text, int from, int to, IntList ends);

  /// What the first rule that matches takes is a piece; so is what lies between matches.
  static Stage of(Rule... rules) {
    List<Rule> alternatives = List.of(rules);
    return (text, from, to, ends) -> {
      int begun = from;
      for (int at = from; at < to; ) {
        int end = Rule.NONE;
        for (int i = 0; i < alternatives.size() && end == Rule.NONE; i++) {
          end = alternatives.get(i).end(text, at, to);
        }
        if (end == Rule.NONE) {
          at++;
          continue;
        }
        if (at > begun) {
          ends.add(at);
        }
        ends.add(end);
        at = end;
        begun = end;
      }
      if (begun < to) {
        ends.add(to);
      }
    };
  }

  /// Runs of numbers are cut into groups of three, counted from the right.
  static Stage numberGroups() {
    return (text, from, to, ends) -> {
      for (int at = from; at < to; ) {
        int end = text.endOf(NUMBER, at, to);
        if (end == at) {
          end = text.endOfOther(NUMBER, at, to);
          ends.add(end);
        } else {
          addGroups(at, end, ends);
        }
        at = end;
      }
    };
  }

  /// Text is cut before each three decimal digits, counted from a run's right:
  /// `(?=(\d{3})+(?!\d))`, which matches no character itself.
  static Stage beforeDigitGroups() {
    return (text, from, to, ends) -> {
      for (int at = from; at < to; at++) {
        int end = endOfDigits(text, at, to);
        for (int cut = at + (end - at) % 3; cut < end; cut += 3) {
          if (cut > from) {
            ends.add(cut);
          }
        }
        at = Math.max(at, end - 1);
      }
      ends.add(to);
    };
  }

  /// Runs of decimal digits with no word character behind them are cut into groups of three:
  /// `\d{1,3}(?=(?:\d{3})*\b)`.
  static Stage digitGroupsAtWordEnd() {
    return (text, from, to, ends) -> {
      int begun = from;
      for (int at = from; at < to; ) {
        int end = endOfDigits(text, at, to);
        if (end == at) {
          at++;
        } else {
          if (end == to || !isWordCharacter(text, end)) {
            if (at > begun) {
              ends.add(at);
            }
            addGroups(at, end, ends);
            begun = end;
          }
          at = end;
        }
      }
      if (begun < to) {
        ends.add(to);
      }
    };
  }

  private static void addGroups(int from, int to, IntList ends) {
    int size = (to - from) % 3;
    for (int at = from + (size == 0 ? 3 : size); at <= to; at += 3) {
      ends.add(at);
    }
  }

  private static int endOfDigits(CodePoints text, int from, int to) {
    int end = from;
    while (end < to && isDigit(text, end)) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(CodePoints text, int at) {
    return text.is(at, NUMBER) && Character.getType(text.at(at)) == Character.DECIMAL_DIGIT_NUMBER;
  }

  /// `\w`, as Unicode Technical Standard 18 defines it.
  private static boolean isWordCharacter(CodePoints text, int at) {
    int codePoint = text.at(at);
    return Character.isAlphabetic(codePoint)
        || text.is(at, CharKind.MARK)
        || isDigit(text, at)
        || Character.getType(codePoint) == Character.CONNECTOR_PUNCTUATION
        || codePoint == 0x200C
        || codePoint == 0x200D;
  }
}
