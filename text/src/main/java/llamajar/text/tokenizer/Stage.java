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
  static Stage digitGroups() {
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

  /// The same for runs of decimal digits with no word character behind them:
  /// `\d{1,3}(?=(?:\d{3})*\b)`.
  static Stage digitGroupsAtWordEnd() {
    return (text, from, to, ends) -> {
      int begun = from;
      for (int at = from; at < to; ) {
        int end = at;
        while (end < to && Character.getType(text.at(end)) == Character.DECIMAL_DIGIT_NUMBER) {
          end++;
        }
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

  private static boolean isWordCharacter(CodePoints text, int at) {
    return text.at(at) == '_' || text.is(at, CharKind.LETTER | CharKind.MARK | NUMBER);
  }
}
