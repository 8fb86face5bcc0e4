package llamajar.text.schema;

import static llamajar.text.grammar.Expression.anyOf;
import static llamajar.text.grammar.Expression.atLeast;
import static llamajar.text.grammar.Expression.choice;
import static llamajar.text.grammar.Expression.range;
import static llamajar.text.grammar.Expression.sequence;
import static llamajar.text.grammar.Expression.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import llamajar.text.grammar.Expression;
import llamajar.text.schema.NumberRules.Bound;
import org.jspecify.annotations.Nullable;

/// Decimal numbers between two bounds, without exponents.
final class DecimalRange {
  private static final Bound ZERO = new Bound(BigDecimal.ZERO, false);

  private final @Nullable Bound low;
  private final @Nullable Bound high;

  DecimalRange(@Nullable Bound low, @Nullable Bound high) {
    this.low = low;
    this.high = high;
  }

  Expression expression() {
    List<Expression> ways = new ArrayList<>();
    if (high == null || high.value().signum() >= 0) {
      Bound nearest = low != null && low.value().signum() >= 0 ? low : ZERO;
      ways.add(magnitudes(nearest, high));
    }
    if (low == null || low.value().signum() < 0) {
      Bound nearest = high != null && high.value().signum() <= 0 ? high.negated() : ZERO;
      ways.add(sequence(text("-"), magnitudes(nearest, low == null ? null : low.negated())));
    }
    return choice(ways);
  }

  private static Expression magnitudes(Bound nearest, @Nullable Bound far) {
    if (far != null) {
      int order = nearest.value().compareTo(far.value());
      if (order > 0 || (order == 0 && (nearest.exclusive() || far.exclusive()))) {
        return Expression.NOTHING;
      }
    }
    BigInteger first = Place.floor(nearest.value());
    BigInteger last = far == null ? null : Place.floor(far.value());
    List<Expression> ways = new ArrayList<>();
    boolean together = first.equals(last);
    ways.add(
        sequence(text(first.toString()), new Digits(nearest, together ? far : null).fraction()));
    if (!together) {
      BigInteger next = first.add(BigInteger.ONE);
      BigInteger before = last == null ? null : last.subtract(BigInteger.ONE);
      ways.add(sequence(IntegerRange.magnitudes(next, before), JsonSyntax.FRACTION));
    }
    if (!together && last != null) {
      ways.add(sequence(text(last.toString()), new Digits(null, far).fraction()));
    }
    return choice(ways);
  }

  /// Digits behind the point between those of two bounds that have the same digits before it.
  private static final class Digits {
    private final String from;
    private final String to;
    private final boolean hasFrom;
    private final boolean hasTo;
    private final boolean fromExcluded;
    private final boolean toExcluded;

    Digits(@Nullable Bound near, @Nullable Bound far) {
      String nearDigits = near == null ? "" : digits(near.value());
      String farDigits = far == null ? "" : digits(far.value());
      int length = Math.max(nearDigits.length(), farDigits.length());
      from = nearDigits + "0".repeat(length - nearDigits.length());
      to = farDigits + "0".repeat(length - farDigits.length());
      hasFrom = near != null;
      hasTo = far != null;
      fromExcluded = near != null && near.exclusive();
      toExcluded = far != null && far.exclusive();
    }

    private static String digits(BigDecimal value) {
      BigDecimal rest = value.subtract(new BigDecimal(Place.floor(value))).stripTrailingZeros();
      String text = rest.toPlainString();
      return text.indexOf('.') < 0 ? "" : text.substring(text.indexOf('.') + 1);
    }

    Expression fraction() {
      List<Expression> ways = new ArrayList<>();
      if (mayStop(0, hasFrom, hasTo)) {
        ways.add(Expression.EMPTY);
      }
      ways.add(sequence(text("."), more(0, hasFrom, hasTo)));
      return choice(ways);
    }

    /// Whether the number may end before a place, where its digits so far are those of the bounds
    /// that still matter.
    private boolean mayStop(int place, boolean nearFrom, boolean nearTo) {
      return !(nearFrom && (fromExcluded || !isZero(from, place)))
          && !(nearTo && toExcluded && isZero(to, place));
    }

    private static boolean isZero(String digits, int place) {
      return digits.substring(place).chars().allMatch(digit -> digit == '0');
    }

    private Expression rest(int place, boolean nearFrom, boolean nearTo) {
      Expression more = more(place, nearFrom, nearTo);
      return mayStop(place, nearFrom, nearTo) ? choice(Expression.EMPTY, more) : more;
    }

    /// One digit or more from a place on.
    private Expression more(int place, boolean nearFrom, boolean nearTo) {
      if (!nearFrom && !nearTo) {
        return atLeast(1, JsonSyntax.DIGIT);
      }
      if (place == from.length()) {
        if (nearTo) {
          boolean none = toExcluded || (nearFrom && fromExcluded);
          return none ? Expression.NOTHING : atLeast(1, text("0"));
        }
        return fromExcluded
            ? sequence(
                atLeast(0, JsonSyntax.DIGIT), anyOf("123456789"), atLeast(0, JsonSyntax.DIGIT))
            : atLeast(1, JsonSyntax.DIGIT);
      }
      char least = nearFrom ? from.charAt(place) : '0';
      char most = nearTo ? to.charAt(place) : '9';
      List<Expression> ways = new ArrayList<>();
      char first = least;
      char last = most;
      if (nearFrom && nearTo && least == most) {
        return sequence(range(least, least), rest(place + 1, true, true));
      }
      if (nearFrom) {
        ways.add(sequence(range(least, least), rest(place + 1, true, false)));
        first++;
      }
      if (nearTo) {
        ways.add(sequence(range(most, most), rest(place + 1, false, true)));
        last--;
      }
      if (first <= last) {
        ways.add(sequence(range(first, last), NumberRules.anyDigits()));
      }
      return choice(ways);
    }
  }
}
