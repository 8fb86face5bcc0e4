package llamajar.text.schema;

import static llamajar.text.grammar.Expression.atLeast;
import static llamajar.text.grammar.Expression.sequence;

import java.util.ArrayList;
import java.util.List;
import llamajar.text.grammar.CharacterSet;
import llamajar.text.grammar.Expression;
import llamajar.text.grammar.Expression.Characters;
import llamajar.text.grammar.Expression.Repeat;

/// Reads the regular part of ECMA 262 regular expressions: characters, classes, groups,
/// alternatives, repetitions, and `^` and `$` at the ends. As JSON schema has it, a pattern without
/// those matches anywhere in the text.
final class PatternParser {
  private static final int DEEPEST = 100;
  private static final int MOST_REPETITIONS = 100_000;
  private static final Expression ANYTHING = atLeast(0, new Characters(CharacterSet.ALL));

  private static final CharacterSet DIGITS = CharacterSet.range('0', '9');
  private static final CharacterSet WORD =
      DIGITS
          .or(CharacterSet.range('a', 'z'))
          .or(CharacterSet.range('A', 'Z'))
          .or(CharacterSet.of("_"));
  private static final CharacterSet SPACE =
      CharacterSet.of("\t\n\u000B\f\r \u00A0\u1680\u2028\u2029\u202F\u205F\u3000\uFEFF")
          .or(CharacterSet.range(0x2000, 0x200A));
  private static final CharacterSet DOT = CharacterSet.of("\n\r\u2028\u2029").not();

  private final Place place;
  private final String pattern;
  private int at;

  PatternParser(Place place) {
    this.place = place;
    pattern = place.text();
  }

  /// What the pattern matches, as characters that are not yet spelled as JSON.
  Expression parse() {
    List<Expression> alternatives = new ArrayList<>();
    do {
      boolean fromStart = take("^");
      Expression body = sequenceOf(0);
      boolean toEnd = take("$");
      alternatives.add(
          sequence(
              fromStart ? Expression.EMPTY : ANYTHING, body, toEnd ? Expression.EMPTY : ANYTHING));
    } while (take("|"));
    if (at < pattern.length()) {
      throw problem(
          "%s can't stand here; ^ and $ are possible at the ends of the pattern"
              .formatted(pattern.charAt(at)));
    }
    return Expression.choice(alternatives);
  }

  private Expression alternatives(int depth) {
    List<Expression> alternatives = new ArrayList<>();
    do {
      alternatives.add(sequenceOf(depth));
    } while (take("|"));
    return Expression.choice(alternatives);
  }

  private Expression sequenceOf(int depth) {
    List<Expression> parts = new ArrayList<>();
    while (at < pattern.length() && "|)$".indexOf(pattern.charAt(at)) < 0) {
      parts.add(repeated(item(depth)));
    }
    return sequence(parts.toArray(Expression[]::new));
  }

  private Expression repeated(Expression body) {
    Expression whole = body;
    int from = at;
    if (take("*")) {
      whole = atLeast(0, body);
    } else if (take("+")) {
      whole = atLeast(1, body);
    } else if (take("?")) {
      whole = Expression.optional(body);
    } else if (take("{")) {
      whole = counted(body);
    }
    // Whether a repetition is greedy makes no difference to what matches.
    if (at > from) {
      take("?");
    }
    if (at > from && at < pattern.length() && "*+?{".indexOf(pattern.charAt(at)) >= 0) {
      throw problem("nothing to repeat");
    }
    return whole;
  }

  private Expression counted(Expression body) {
    int least = number();
    int most = least;
    if (take(",")) {
      most = at < pattern.length() && pattern.charAt(at) == '}' ? Repeat.UNBOUNDED : number();
    }
    if (!take("}") || (most != Repeat.UNBOUNDED && most < least)) {
      throw problem("a repetition is written {n}, {n,} or {n,m}");
    }
    return new Repeat(body, least, most);
  }

  private int number() {
    int from = at;
    int number = 0;
    while (at < pattern.length() && pattern.charAt(at) >= '0' && pattern.charAt(at) <= '9') {
      number = 10 * number + (pattern.charAt(at++) - '0');
      if (number > MOST_REPETITIONS) {
        throw problem("a repetition of more than %d is too much".formatted(MOST_REPETITIONS));
      }
    }
    if (at == from) {
      throw problem("a repetition is written {n}, {n,} or {n,m}");
    }
    return number;
  }

  private Expression item(int depth) {
    if (take("(")) {
      return group(depth);
    }
    if (take("[")) {
      return new Characters(bracketed());
    }
    if (take(".")) {
      return new Characters(DOT);
    }
    if (take("\\")) {
      return new Characters(escape(false));
    }
    int point = pattern.codePointAt(at);
    if ("*+?{^".indexOf(point) >= 0) {
      throw problem("%c can't stand here".formatted(point));
    }
    at += Character.charCount(point);
    return new Characters(CharacterSet.range(point, point));
  }

  private Expression group(int depth) {
    if (depth == DEEPEST) {
      throw problem("groups are nested more than %d deep".formatted(DEEPEST));
    }
    if (take("?")) {
      boolean lookbehind = pattern.startsWith("<=", at) || pattern.startsWith("<!", at);
      if (!lookbehind && take("<")) {
        at = pattern.indexOf('>', at) + 1;
        if (at == 0) {
          throw problem("a group's name is not closed");
        }
      } else if (!take(":")) {
        throw problem("looking ahead or behind is beyond what a grammar can hold");
      }
    }
    Expression body = alternatives(depth + 1);
    if (!take(")")) {
      throw problem("a group is not closed, or has $ inside");
    }
    return body;
  }

  private CharacterSet bracketed() {
    boolean negated = take("^");
    CharacterSet set = CharacterSet.NONE;
    while (!take("]")) {
      CharacterSet first = member();
      boolean isRange =
          at + 1 < pattern.length() && pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']';
      if (isRange) {
        at++;
        CharacterSet last = member();
        if (!isOne(first) || !isOne(last) || last.first(0) < first.first(0)) {
          throw problem("a range goes from one character to a later one");
        }
        first = CharacterSet.range(first.first(0), last.first(0));
      }
      set = set.or(first);
    }
    return negated ? set.not() : set;
  }

  private CharacterSet member() {
    if (at == pattern.length()) {
      throw problem("a class is not closed");
    }
    if (take("\\")) {
      return escape(true);
    }
    int point = pattern.codePointAt(at);
    at += Character.charCount(point);
    return CharacterSet.range(point, point);
  }

  private static boolean isOne(CharacterSet set) {
    return set.rangeCount() == 1 && set.first(0) == set.last(0);
  }

  private CharacterSet escape(boolean inClass) {
    if (at == pattern.length()) {
      throw problem("a backslash ends the pattern");
    }
    int escaped = pattern.codePointAt(at);
    at += Character.charCount(escaped);
    return switch (escaped) {
      case 'd' -> DIGITS;
      case 'D' -> DIGITS.not();
      case 'w' -> WORD;
      case 'W' -> WORD.not();
      case 's' -> SPACE;
      case 'S' -> SPACE.not();
      case 't' -> CharacterSet.of("\t");
      case 'n' -> CharacterSet.of("\n");
      case 'r' -> CharacterSet.of("\r");
      case 'f' -> CharacterSet.of("\f");
      case 'v' -> CharacterSet.of("\u000B");
      case 'x' -> one(hex(2));
      case 'u' -> one(take("{") ? hexTo('}') : hex(4));
      case 'b' -> {
        if (inClass) {
          yield CharacterSet.of("\b");
        }
        throw problem("\\b is beyond what a grammar can hold");
      }
      default -> {
        if (Character.isLetterOrDigit(escaped)) {
          throw problem("\\%c is beyond what a grammar can hold".formatted(escaped));
        }
        yield one(escaped);
      }
    };
  }

  private CharacterSet one(int point) {
    if (point > Character.MAX_CODE_POINT) {
      throw problem("there is no character beyond U+10FFFF");
    }
    return CharacterSet.range(point, point);
  }

  private int hexTo(char end) {
    int length = pattern.indexOf(end, at) - at;
    if (length < 1 || length > 6) {
      throw problem("\\u{...} needs 1 to 6 hexadecimal digits");
    }
    int value = hex(length);
    at++;
    return value;
  }

  private int hex(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = at < pattern.length() ? Character.digit(pattern.charAt(at), 16) : -1;
      if (digit < 0) {
        throw problem("an escape needs %d hexadecimal digits".formatted(digits));
      }
      value = 16 * value + digit;
      at++;
    }
    return value;
  }

  private boolean take(String expected) {
    boolean next = pattern.startsWith(expected, at);
    at += next ? expected.length() : 0;
    return next;
  }

  private llamajar.text.grammar.GrammarException problem(String what) {
    return place.problem("pattern, character %d: %s".formatted(at + 1, what));
  }
}
