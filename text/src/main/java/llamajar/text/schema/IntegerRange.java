package llamajar.text.schema;

import static llamajar.text.grammar.Expression.choice;
import static llamajar.text.grammar.Expression.range;
import static llamajar.text.grammar.Expression.sequence;
import static llamajar.text.grammar.Expression.text;
import static llamajar.text.grammar.Expression.times;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import llamajar.text.grammar.Expression;
import llamajar.text.grammar.Expression.Repeat;
import org.jspecify.annotations.Nullable;

/// Whole numbers between two bounds, as digits.
final class IntegerRange {
  private IntegerRange() {}

  /// The numbers from `first` to `last`, both included; null: without end.
  static Expression of(@Nullable BigInteger first, @Nullable BigInteger last) {
    List<Expression> ways = new ArrayList<>();
    BigInteger zero = BigInteger.ZERO;
    if (first == null || first.signum() < 0) {
      BigInteger nearest = last == null || last.signum() >= 0 ? BigInteger.ONE : last.negate();
      BigInteger farthest = first == null ? null : first.negate();
      ways.add(sequence(text("-"), magnitudes(nearest, farthest)));
    }
    if (last == null || last.signum() >= 0) {
      ways.add(magnitudes(first == null ? zero : first.max(zero), last));
    }
    return choice(ways);
  }

  /// The numbers from `first` to `last` without sign.
  ///
  /// @param first 0 or more
  static Expression magnitudes(BigInteger first, @Nullable BigInteger last) {
    if (last != null && first.compareTo(last) > 0) {
      return Expression.NOTHING;
    }
    String low = first.toString();
    int length = low.length();
    if (last == null) {
      Expression longer =
          sequence(range('1', '9'), new Repeat(JsonSyntax.DIGIT, length, Repeat.UNBOUNDED));
      return choice(sameLength(low, "9".repeat(length)), longer);
    }
    String high = last.toString();
    if (length == high.length()) {
      return sameLength(low, high);
    }
    List<Expression> ways = new ArrayList<>();
    ways.add(sameLength(low, "9".repeat(length)));
    if (high.length() - length > 1) {
      Repeat between = new Repeat(JsonSyntax.DIGIT, length, high.length() - 2);
      ways.add(sequence(range('1', '9'), between));
    }
    ways.add(sameLength("1" + "0".repeat(high.length() - 1), high));
    return choice(ways);
  }

  /// Digits from `low` to `high`, which are equally many.
  private static Expression sameLength(String low, String high) {
    int shared = 0;
    while (shared < low.length() && low.charAt(shared) == high.charAt(shared)) {
      shared++;
    }
    Expression same = text(low.substring(0, shared));
    if (shared == low.length()) {
      return same;
    }
    int rest = low.length() - shared - 1;
    char from = low.charAt(shared);
    char to = high.charAt(shared);
    List<Expression> ways = new ArrayList<>();
    ways.add(sequence(range(from, from), bounded(low.substring(shared + 1), '9')));
    if (to - from > 1) {
      ways.add(sequence(range(from + 1, to - 1), times(rest, JsonSyntax.DIGIT)));
    }
    ways.add(sequence(range(to, to), bounded(high.substring(shared + 1), '0')));
    return sequence(same, choice(ways));
  }

  /// Digits as many as in `bound` that lie between it and as many of the digit `far`.
  private static Expression bounded(String bound, char far) {
    Expression rest = Expression.EMPTY;
    for (int i = bound.length() - 1; i >= 0; i--) {
      char digit = bound.charAt(i);
      List<Expression> ways = new ArrayList<>();
      ways.add(sequence(range(digit, digit), rest));
      if (digit != far) {
        Expression beyond = far == '9' ? range(digit + 1, '9') : range('0', digit - 1);
        ways.add(sequence(beyond, times(bound.length() - 1 - i, JsonSyntax.DIGIT)));
      }
      rest = choice(ways);
    }
    return rest;
  }
}
