package llamajar.text.template.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;

/// Python's arithmetic operators, for numbers, strings and lists.
public final class Arithmetic {
  private final Budget budget;

  /// Arithmetic on a budget.
  public Arithmetic(Budget budget) {
    this.budget = budget;
  }

  /// `left operator right`.
  ///
  /// @param operator `+`, `-`, `*`, `/`, `//`, `%` or `**`
  /// @throws TemplateException if it is not defined for such values
  public Value apply(String operator, Value left, Value right) {
    budget.step();
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return numbers(operator, left, right);
    }
    if (left instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (operator.equals("%") && left instanceof Text format) {
      return new Text(new PercentFormat(budget).format(format.string(), right));
    }
    if (right instanceof Undefined undefined) {
      throw undefined.failure();
    }
    Value joined = operator.equals("+") ? join(left, right) : null;
    Value repeated = operator.equals("*") ? repeat(left, right) : null;
    if (joined != null) {
      return joined;
    }
    if (repeated != null) {
      return repeated;
    }
    throw unsupported(operator, left, right);
  }

  /// `-value` or `+value`.
  public Value sign(String operator, Value value) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (!Numbers.isNumber(value)) {
      throw TemplateException.evaluation(
          "bad operand type for unary %s: '%s'".formatted(operator, value.typeName()));
    }
    boolean negative = operator.equals("-");
    if (value instanceof Real real) {
      return new Real(negative ? -real.number() : real.number());
    }
    BigInteger number = whole(value);
    return new Int(negative ? number.negate() : number);
  }

  private @Nullable Value join(Value left, Value right) {
    if (left instanceof Text text && right instanceof Text other) {
      budget.allocate(text.string().length() + (long) other.string().length());
      return new Text(text.string().concat(other.string()));
    }
    if (left instanceof ListValue list && right instanceof ListValue other) {
      return new ListValue(joined(list.items(), other.items()));
    }
    if (left instanceof TupleValue tuple && right instanceof TupleValue other) {
      return new TupleValue(joined(tuple.items(), other.items()));
    }
    return null;
  }

  private List<Value> joined(List<Value> left, List<Value> right) {
    budget.allocate(left.size() + (long) right.size());
    List<Value> all = new ArrayList<>(left.size() + right.size());
    all.addAll(left);
    all.addAll(right);
    return all;
  }

  private @Nullable Value repeat(Value left, Value right) {
    BigInteger times = Numbers.integer(right);
    if (times == null) {
      BigInteger first = Numbers.integer(left);
      return first == null ? null : repeat(right, Numbers.clamp(first));
    }
    return repeat(left, Numbers.clamp(times));
  }

  private @Nullable Value repeat(Value value, int times) {
    int count = Math.max(0, times);
    return switch (value) {
      case Text text -> {
        budget.allocate((long) text.string().length() * count);
        yield new Text(text.string().repeat(count));
      }
      case ListValue list -> new ListValue(repeated(list.items(), count));
      case TupleValue tuple -> new TupleValue(repeated(tuple.items(), count));
      default -> null;
    };
  }

  private List<Value> repeated(List<Value> items, int times) {
    budget.allocate((long) items.size() * times);
    List<Value> all = new ArrayList<>(items.size() * times);
    for (int i = 0; i < times && !items.isEmpty(); i++) {
      all.addAll(items);
    }
    return all;
  }

  private static Value numbers(String operator, Value left, Value right) {
    return left instanceof Real || right instanceof Real
        ? reals(operator, Numbers.real(left), Numbers.real(right))
        : integers(operator, whole(left), whole(right));
  }

  private static Value integers(String operator, BigInteger a, BigInteger b) {
    return switch (operator) {
      case "+" -> new Int(a.add(b));
      case "-" -> new Int(a.subtract(b));
      case "*" -> new Int(a.multiply(b));
      case "/" -> new Real(quotient(a, nonZero(b)));
      case "//" -> new Int(floorDivide(a, nonZero(b)));
      case "%" -> new Int(a.subtract(floorDivide(a, nonZero(b)).multiply(b)));
      default -> power(a, b);
    };
  }

  private static double quotient(BigInteger a, BigInteger b) {
    // Twenty decimal digits more than a double has keep the rounding to one.
    double quotient =
        new BigDecimal(a).divide(new BigDecimal(b), new MathContext(40)).doubleValue();
    if (Double.isInfinite(quotient)) {
      throw TemplateException.evaluation("integer division result too large for a float");
    }
    return quotient;
  }

  private static BigInteger floorDivide(BigInteger a, BigInteger b) {
    BigInteger[] parts = a.divideAndRemainder(b);
    boolean down = parts[1].signum() != 0 && parts[1].signum() != b.signum();
    return down ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  private static Value power(BigInteger base, BigInteger exponent) {
    if (exponent.signum() < 0) {
      return reals("**", base.doubleValue(), exponent.doubleValue());
    }
    boolean trivial = base.bitLength() <= 1 && base.abs().compareTo(BigInteger.ONE) <= 0;
    if (trivial) {
      boolean odd = exponent.testBit(0);
      return new Int(exponent.signum() == 0 ? BigInteger.ONE : odd ? base : base.abs());
    }
    if (exponent.bitLength() > 15 || (base.bitLength() - 1L) * exponent.intValue() > Int.MAX_BITS) {
      throw TemplateException.limit("an integer has more than 4300 digits");
    }
    return new Int(base.pow(exponent.intValue()));
  }

  private static Value reals(String operator, double a, double b) {
    return switch (operator) {
      case "+" -> new Real(a + b);
      case "-" -> new Real(a - b);
      case "*" -> new Real(a * b);
      case "/" -> new Real(a / nonZero(b));
      case "//" -> new Real(Math.floor((a - floorModulo(a, nonZero(b))) / b + 0.5));
      case "%" -> new Real(floorModulo(a, nonZero(b)));
      default -> realPower(a, b);
    };
  }

  private static double floorModulo(double a, double b) {
    double remainder = a % b;
    return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
  }

  private static Value realPower(double a, double b) {
    if (a == 0 && b < 0) {
      throw TemplateException.evaluation("0.0 cannot be raised to a negative power");
    }
    double power = Math.pow(a, b);
    if (Double.isNaN(power) && !Double.isNaN(a) && !Double.isNaN(b)) {
      throw TemplateException.evaluation("a negative number has no such power among real numbers");
    }
    if (Double.isInfinite(power) && !Double.isInfinite(a) && !Double.isInfinite(b)) {
      throw TemplateException.evaluation("the power is too large for a float");
    }
    return new Real(power);
  }

  private static BigInteger nonZero(BigInteger divisor) {
    if (divisor.signum() == 0) {
      throw TemplateException.evaluation("division by zero");
    }
    return divisor;
  }

  private static double nonZero(double divisor) {
    if (divisor == 0) {
      throw TemplateException.evaluation("division by zero");
    }
    return divisor;
  }

  private static BigInteger whole(Value number) {
    return Objects.requireNonNull(Numbers.integer(number));
  }

  private static TemplateException unsupported(String operator, Value left, Value right) {
    return TemplateException.evaluation(
        operator.equals("+") && left instanceof Text
            ? "can only concatenate str (not \"%s\") to str".formatted(right.typeName())
            : "unsupported operand type(s) for %s: '%s' and '%s'"
                .formatted(operator, left.typeName(), right.typeName()));
  }
}
