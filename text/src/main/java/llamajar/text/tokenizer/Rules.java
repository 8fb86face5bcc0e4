package llamajar.text.tokenizer;

import static llamajar.text.tokenizer.CharKind.CASELESS;
import static llamajar.text.tokenizer.CharKind.HAN;
import static llamajar.text.tokenizer.CharKind.HAN_LETTER;
import static llamajar.text.tokenizer.CharKind.LETTER;
import static llamajar.text.tokenizer.CharKind.LOWER;
import static llamajar.text.tokenizer.CharKind.MARK;
import static llamajar.text.tokenizer.CharKind.NEWLINE;
import static llamajar.text.tokenizer.CharKind.NUMBER;
import static llamajar.text.tokenizer.CharKind.SPACE;
import static llamajar.text.tokenizer.CharKind.UPPER;

/// The alternatives that the splitting patterns of BPE models are made of, each with the regular
/// expression it stands for.
///
/// They are written out because a backtracking matcher needs stack or quadratic time for ten
/// megabytes of one letter. Each of these looks at a character a bounded number of times.
final class Rules {
  /// `\s*[\r\n]+` (and `\s*[\r\n]`, which ends at the same place).
  static final Rule NEWLINES = CodePoints::endOfLastNewline;

  /// `\s+`.
  static final Rule SPACES =
      (text, at, to) -> text.is(at, SPACE) ? text.endOfSpaces(at, to) : Rule.NONE;

  /// `\s+(?!\S)`: all white space but the last character, unless nothing follows.
  static final Rule SPACES_BEFORE_SPACE = Rules::spacesBeforeSpace;

  /// `\s+$`.
  static final Rule SPACES_AT_END =
      (text, at, to) -> text.is(at, SPACE) && text.endOfSpaces(at, to) == to ? to : Rule.NONE;

  /// `[\r\n]`.
  static final Rule ONE_NEWLINE = one(NEWLINE);

  /// `\p{Han}+`.
  static final Rule HAN_RUN = run(HAN);

  private static final int UPPER_PART = UPPER | CASELESS | HAN_LETTER | MARK;
  private static final int LOWER_PART = LOWER | CASELESS | HAN_LETTER | MARK;

  private Rules() {}

  /// What may follow a run of punctuation inside the same piece.
  enum Trail {
    /// Nothing.
    NOTHING,
    /// `[\r\n]*`.
    NEWLINES,
    /// `[\r\n/]*`.
    NEWLINES_AND_SLASHES,
    /// `[\r\n/]?`.
    ONE_NEWLINE_OR_SLASH;

    private int end(CodePoints text, int from, int to) {
      int most = this == NOTHING ? from : this == ONE_NEWLINE_OR_SLASH ? from + 1 : to;
      int i = from;
      while (i < Math.min(most, to)
          && (text.is(i, NEWLINE) || (this != NEWLINES && text.at(i) == '/'))) {
        i++;
      }
      return i;
    }
  }

  /// `'s|'t|'re|'ve|'m|'ll|'d`.
  static Rule contraction() {
    return (text, at, to) -> contractionEnd(text, at, to, false);
  }

  /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)`.
  static Rule contractionAnyCase() {
    return (text, at, to) -> contractionEnd(text, at, to, true);
  }

  /// A single character of `mask`.
  static Rule one(int mask) {
    return (text, at, to) -> text.is(at, mask) ? at + 1 : Rule.NONE;
  }

  /// `[mask]+`.
  static Rule run(int mask) {
    return (text, at, to) -> text.is(at, mask) ? text.endOf(mask, at, to) : Rule.NONE;
  }

  /// `[mask]{1,most}`.
  static Rule run(int mask, int most) {
    return (text, at, to) ->
        text.is(at, mask) ? text.endOf(mask, at, Math.min(to, at + most)) : Rule.NONE;
  }

  /// `[set]+`, where white space is never in the set.
  static Rule run(CodePointSet set) {
    return (text, at, to) -> {
      int end = endOf(set, text, at, to);
      return end > at ? end : Rule.NONE;
    };
  }

  /// `[mask set]+`.
  static Rule run(int mask, CodePointSet set) {
    return (text, at, to) -> {
      int end = at;
      while (end < to && (text.is(end, mask) || set.contains(text.at(end)))) {
        end++;
      }
      return end > at ? end : Rule.NONE;
    };
  }

  /// ` ?[^\s set]+`.
  static Rule afterSpaceOther(CodePointSet set) {
    return (text, at, to) -> {
      int first = at + (text.at(at) == ' ' ? 1 : 0);
      int end = first;
      while (end < to && !text.is(end, SPACE) && !set.contains(text.at(end))) {
        end++;
      }
      return end > first ? end : Rule.NONE;
    };
  }

  /// ` ?[mask]+` and what trails.
  static Rule afterSpace(int mask, Trail trail) {
    return (text, at, to) -> {
      int first = at + (text.at(at) == ' ' ? 1 : 0);
      return first < to && text.is(first, mask)
          ? trail.end(text, text.endOf(mask, first, to), to)
          : Rule.NONE;
    };
  }

  /// ` ?[^mask]+` and what trails; the mask includes white space.
  static Rule afterSpaceOther(int mask, Trail trail) {
    return (text, at, to) -> {
      int first = at + (text.at(at) == ' ' ? 1 : 0);
      return first < to && !text.is(first, mask)
          ? trail.end(text, text.endOfOther(mask, first, to), to)
          : Rule.NONE;
    };
  }

  /// `\s?[mask]+`.
  static Rule afterAnySpace(int mask) {
    return (text, at, to) -> {
      int first = at + (text.is(at, SPACE) ? 1 : 0);
      return first < to && text.is(first, mask) ? text.endOf(mask, first, to) : Rule.NONE;
    };
  }

  /// `\s?[set]+`.
  static Rule afterAnySpace(CodePointSet set) {
    return (text, at, to) -> {
      int first = at + (text.is(at, SPACE) ? 1 : 0);
      int end = endOf(set, text, first, to);
      return end > first ? end : Rule.NONE;
    };
  }

  /// `[^notBefore]?[word]+`.
  static Rule word(int notBefore, int word) {
    return (text, at, to) -> {
      int first = text.is(at, notBefore) || at + 1 >= to || !text.is(at + 1, word) ? at : at + 1;
      return text.is(first, word) ? text.endOf(word, first, to) : Rule.NONE;
    };
  }

  /// `[first][A-Za-z]+`.
  static Rule asciiWordAfter(CodePointSet first) {
    return (text, at, to) -> {
      int end = at + 1;
      while (end < to && isAsciiLetter(text.at(end))) {
        end++;
      }
      return end > at + 1 && first.contains(text.at(at)) ? end : Rule.NONE;
    };
  }

  /// Words that may begin with capitals and go on in lower case:
  /// `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`, or else
  /// `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*`.
  ///
  /// @param contraction whether a [#contractionAnyCase] may follow
  /// @param han whether characters of the Han script count as letters
  static Rule casedWord(boolean contraction, boolean han) {
    int upper = han ? UPPER_PART : UPPER_PART & ~HAN_LETTER;
    int lower = han ? LOWER_PART : LOWER_PART & ~HAN_LETTER;
    return (text, at, to) -> {
      boolean prefix = !text.is(at, NEWLINE | LETTER | NUMBER) && at + 1 < to;
      int end = prefix ? endingLower(text, at + 1, to, upper, lower) : Rule.NONE;
      if (end == Rule.NONE) {
        end = endingLower(text, at, to, upper, lower);
      }
      if (end == Rule.NONE) {
        int first = prefix && text.is(at + 1, upper) ? at + 1 : at;
        if (!text.is(first, upper)) {
          return Rule.NONE;
        }
        end = text.endOf(lower, text.endOf(upper, first, to), to);
      }
      int more = contraction && end < to ? contractionEnd(text, end, to, true) : Rule.NONE;
      return Math.max(end, more);
    };
  }

  /// `[^\r\n\p{L}\p{N}]?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+`: words and the single spaces between.
  static Rule phrase() {
    return (text, at, to) -> {
      int i = at;
      if (!text.is(at, NEWLINE | LETTER | NUMBER) && at + 1 < to && text.is(at + 1, LETTER)) {
        i++;
      }
      if (!text.is(i, LETTER)) {
        return Rule.NONE;
      }
      while (i < to) {
        if (text.is(i, LETTER)) {
          i = text.endOf(MARK, i + 1, to);
        } else if (text.at(i) == ' ' && i + 1 < to && text.is(i + 1, LETTER)) {
          i++;
        } else {
          break;
        }
      }
      return i;
    };
  }

  /// `\s{512}(?!\S)|\s{256}(?!\S)|…|\s{4}(?!\S)|\s{1,2}(?!\S)|\s{1}`.
  static Rule spacesInPowersOfTwo() {
    return (text, at, to) -> {
      if (!text.is(at, SPACE)) {
        return Rule.NONE;
      }
      int end = text.endOfSpaces(at, to);
      int usable = end == to ? end - at : end - at - 1;
      int size = Integer.highestOneBit(Math.clamp(usable, 1, 512));
      return at + size;
    };
  }

  private static int spacesBeforeSpace(CodePoints text, int at, int to) {
    if (!text.is(at, SPACE)) {
      return Rule.NONE;
    }
    int end = text.endOfSpaces(at, to);
    if (end == to) {
      return end;
    }
    return end - 1 > at ? end - 1 : Rule.NONE;
  }

  /// The end of `[upper]*[lower]+` with a matcher's backtracking: the last character that can be
  /// lower ends it.
  private static int endingLower(CodePoints text, int at, int to, int upper, int lower) {
    int end = text.endOf(upper, at, to);
    if (end < to && text.is(end, lower)) {
      return text.endOf(lower, end, to);
    }
    while (end > at && !text.is(end - 1, lower)) {
      end--;
    }
    return end > at ? end : Rule.NONE;
  }

  private static int contractionEnd(CodePoints text, int at, int to, boolean anyCase) {
    if (text.at(at) != '\'' || at + 1 >= to) {
      return Rule.NONE;
    }
    int first = fold(text.at(at + 1), anyCase);
    if (first == 's' || first == 't' || first == 'm' || first == 'd') {
      return at + 2;
    }
    if (at + 2 >= to) {
      return Rule.NONE;
    }
    int second = fold(text.at(at + 2), anyCase);
    boolean found =
        ((first == 'r' || first == 'v') && second == 'e') || (first == 'l' && second == 'l');
    return found ? at + 3 : Rule.NONE;
  }

  private static int fold(int codePoint, boolean anyCase) {
    return anyCase && codePoint >= 'A' && codePoint <= 'Z' ? codePoint + 32 : codePoint;
  }

  private static int endOf(CodePointSet set, CodePoints text, int from, int to) {
    int i = from;
    while (i < to && !text.is(i, SPACE) && set.contains(text.at(i))) {
      i++;
    }
    return i;
  }

  private static boolean isAsciiLetter(int codePoint) {
    return (codePoint >= 'a' && codePoint <= 'z') || (codePoint >= 'A' && codePoint <= 'Z');
  }
}
