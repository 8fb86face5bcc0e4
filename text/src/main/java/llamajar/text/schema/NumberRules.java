package llamajar.text.schema;

import static llamajar.text.grammar.Expression.atLeast;
import static llamajar.text.grammar.Expression.choice;
import static llamajar.text.grammar.Expression.optional;
import static llamajar.text.grammar.Expression.range;
import static llamajar.text.grammar.Expression.sequence;
import static llamajar.text.grammar.Expression.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import llamajar.text.grammar.Expression;
import llamajar.text.grammar.Expression.Repeat;
import llamajar.text.grammar.Expression.Rule;
import llamajar.text.grammar.GrammarBuilder;
import org.jspecify.annotations.Nullable;

/// Numbers: `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`, `multipleOf`.
final class NumberRules {
  private static final int LARGEST_FACTOR = 2_000;

  private final GrammarBuilder builder;
  private final Rule number;

  NumberRules(GrammarBuilder builder) {
    this.builder = builder;
    number = builder.rule("any number", JsonSyntax.NUMBER);
  }

  /// One end of a range.
  ///
  /// @param exclusive whether the value itself is outside
  record Bound(BigDecimal value, boolean exclusive) {
    Bound negated() {
      return new Bound(value.negate(), exclusive);
    }
  }

  Expression numbers(Keywords schema) {
    Bound low = tighter(schema.at("minimum"), schema.at("exclusiveMinimum"), 1);
    Bound high = tighter(schema.at("maximum"), schema.at("exclusiveMaximum"), -1);
    Place factor = schema.at("multipleOf");
    if (factor != null) {
      return multiples(factor, low, high);
    }
    if (low == null && high == null) {
      return number;
    }
    return new DecimalRange(low, high).expression();
  }

  Expression integers(Keywords schema) {
    Bound low = tighter(schema.at("minimum"), schema.at("exclusiveMinimum"), 1);
    Bound high = tighter(schema.at("maximum"), schema.at("exclusiveMaximum"), -1);
    Place factor = schema.at("multipleOf");
    if (factor != null) {
      BigDecimal value = factor(factor);
      boolean always = BigDecimal.ONE.remainder(value).signum() == 0;
      return always ? integers(low, high) : multiples(factor, low, high);
    }
    return integers(low, high);
  }

  private static Expression integers(@Nullable Bound low, @Nullable Bound high) {
    BigInteger first = null;
    if (low != null) {
      first = low.exclusive ? Place.floor(low.value).add(BigInteger.ONE) : Place.ceiling(low.value);
    }
    BigInteger last = null;
    if (high != null) {
      last =
          high.exclusive
              ? Place.ceiling(high.value).subtract(BigInteger.ONE)
              : Place.floor(high.value);
    }
    return IntegerRange.of(first, last);
  }

  private static BigDecimal factor(Place factor) {
    BigDecimal value = factor.number();
    if (value.signum() <= 0) {
      throw factor.problem("a number above 0 was expected");
    }
    return value;
  }

  private Expression multiples(Place factor, @Nullable Bound low, @Nullable Bound high) {
    BigDecimal value = factor(factor).stripTrailingZeros();
    if (value.compareTo(BigDecimal.ONE) == 0) {
      return integers(low, high);
    }
    if (low != null || high != null) {
      throw factor.problem("multipleOf %s beside a range is not supported".formatted(value));
    }
    if (value.unscaledValue().equals(BigInteger.ONE) && value.scale() > 0) {
      return sequence(
          optional(text("-")),
          JsonSyntax.WHOLE,
          optional(sequence(text("."), new Repeat(JsonSyntax.DIGIT, 1, value.scale()))));
    }
    if (value.scale() > 0 || value.compareTo(BigDecimal.valueOf(LARGEST_FACTOR)) > 0) {
      throw factor.problem(
          "multipleOf %s is not supported; supported are whole numbers up to %d, and 0.1, 0.01 and so on"
              .formatted(value, LARGEST_FACTOR));
    }
    return multiples(value.intValueExact());
  }

  /// Whole numbers that leave no rest: one rule for each rest that the digits so far leave.
  private Expression multiples(int factor) {
    List<Rule> rests = new ArrayList<>();
    for (int rest = 0; rest < factor; rest++) {
      rests.add(builder.declare("rest %d of %d".formatted(rest, factor)));
    }
    for (int rest = 0; rest < factor; rest++) {
      List<Expression> ways = new ArrayList<>();
      if (rest == 0) {
        ways.add(Expression.EMPTY);
      }
      for (int digit = 0; digit < 10; digit++) {
        ways.add(sequence(digit(digit), rests.get((10 * rest + digit) % factor)));
      }
      builder.define(rests.get(rest), choice(ways));
    }
    List<Expression> first = new ArrayList<>();
    first.add(text("0"));
    for (int digit = 1; digit < 10; digit++) {
      first.add(sequence(digit(digit), rests.get(digit % factor)));
    }
    return sequence(optional(text("-")), choice(first));
  }

  private static Expression digit(int digit) {
    return range('0' + digit, '0' + digit);
  }

  private static @Nullable Bound tighter(
      @Nullable Place inclusive, @Nullable Place exclusive, int direction) {
    Bound one = inclusive == null ? null : new Bound(inclusive.number(), false);
    Bound other = exclusive == null ? null : new Bound(exclusive.number(), true);
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    int order = one.value.compareTo(other.value);
    boolean oneIsTighter = direction > 0 ? order > 0 : order < 0;
    return oneIsTighter ? one : other;
  }

  /// Digits as many as one likes.
  static Expression anyDigits() {
    return atLeast(0, JsonSyntax.DIGIT);
  }
}
