package llamajar.text.template.run;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.value.Arguments;
import llamajar.text.template.value.Bound;
import llamajar.text.template.value.Int;
import llamajar.text.template.value.Numbers;
import llamajar.text.template.value.Real;
import llamajar.text.template.value.Signature;
import llamajar.text.template.value.Text;
import llamajar.text.template.value.Undefined;
import llamajar.text.template.value.Value;
import org.jspecify.annotations.Nullable;

/// Filters that make numbers or change them.
final class NumberFilters {
  private static final Signature INT = Signature.of("int", 0, "default", "base");
  private static final Signature FLOAT = Signature.of("float", 0, "default");
  private static final Signature ROUND = Signature.of("round", 0, "precision", "method");
  private static final Signature SIZE = Signature.of("filesizeformat", 0, "binary");
  private static final int MAX_DIGITS = 4300;

  private NumberFilters() {}

  /// A filter, or null if there is none of that name here.
  static @Nullable Filter named(String name) {
    return switch (name) {
      case "int" -> (input, arguments, r) -> integer(input, INT.bind(arguments));
      case "float" -> (input, arguments, r) -> real(input, FLOAT.bind(arguments));
      case "abs" -> (input, arguments, r) -> absolute(input);
      case "round" -> (input, arguments, r) -> round(input, ROUND.bind(arguments));
      case "filesizeformat" -> NumberFilters::size;
      default -> null;
    };
  }

  private static Value integer(Value input, Bound bound) {
    Value otherwise = bound.get(0, Int.of(0));
    if (input instanceof Text text) {
      BigInteger whole = parsed(text.string(), bound.integer(1, 10));
      Double number = whole == null ? parsedReal(text.string()) : null;
      return whole != null ? new Int(whole) : number == null ? otherwise : cut(number, otherwise);
    }
    BigInteger whole = Numbers.integer(input);
    if (whole != null) {
      return new Int(whole);
    }
    if (input instanceof Undefined undefined) {
      throw undefined.failure();
    }
    return input instanceof Real real ? cut(real.number(), otherwise) : otherwise;
  }

  private static Value cut(double number, Value otherwise) {
    return Double.isFinite(number) ? new Int(new BigDecimal(number).toBigInteger()) : otherwise;
  }

  private static @Nullable BigInteger parsed(String text, int base) {
    String digits = text.strip().replaceAll("(?<=[0-9a-zA-Z])_(?=[0-9a-zA-Z])", "");
    String lower = digits.toLowerCase(Locale.ROOT);
    String prefix = base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : "";
    boolean negative = lower.startsWith("-");
    String plain = negative || lower.startsWith("+") ? lower.substring(1) : lower;
    plain = !prefix.isEmpty() && plain.startsWith(prefix) ? plain.substring(2) : plain;
    boolean usable =
        base >= Character.MIN_RADIX
            && base <= Character.MAX_RADIX
            && !plain.isEmpty()
            && plain.length() <= MAX_DIGITS
            && plain.chars().allMatch(digit -> Character.digit(digit, base) >= 0);
    if (!usable) {
      return null;
    }
    BigInteger number = new BigInteger(plain, base);
    return negative ? number.negate() : number;
  }

  private static @Nullable Double parsedReal(String text) {
    String number = text.strip().toLowerCase(Locale.ROOT).replaceAll("(?<=\\d)_(?=\\d)", "");
    if (number.length() > MAX_DIGITS) {
      return null;
    }
    if (number.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?")) {
      return Double.valueOf(number);
    }
    return switch (number) {
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      case "nan", "+nan", "-nan" -> Double.NaN;
      default -> null;
    };
  }

  private static Value real(Value input, Bound bound) {
    Value otherwise = bound.get(0, new Real(0));
    if (Numbers.isNumber(input)) {
      return new Real(Numbers.real(input));
    }
    if (input instanceof Undefined undefined) {
      throw undefined.failure();
    }
    Double number = input instanceof Text text ? parsedReal(text.string()) : null;
    return number == null ? otherwise : new Real(number);
  }

  private static Value absolute(Value input) {
    BigInteger whole = Numbers.integer(input);
    if (whole != null) {
      return new Int(whole.abs());
    }
    return new Real(Math.abs(required("abs", input)));
  }

  private static double required(String function, Value input) {
    if (input instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (!Numbers.isNumber(input)) {
      throw TemplateException.evaluation(
          "bad operand type for %s: '%s'".formatted(function, input.typeName()));
    }
    return Numbers.real(input);
  }

  private static Value round(Value input, Bound bound) {
    int precision = bound.integer(0, 0);
    String method = bound.string(1, "common");
    double number = required("round", input);
    if (Math.abs((long) precision) > 400) {
      throw TemplateException.limit("a precision of more than 400 digits");
    }
    RoundingMode mode =
        switch (method) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> throw TemplateException.evaluation("method must be common, ceil or floor");
        };
    BigInteger whole = Numbers.integer(input);
    if (mode == RoundingMode.HALF_EVEN && whole != null) {
      return new Int(
          precision >= 0 ? whole : new BigDecimal(whole).setScale(precision, mode).toBigInteger());
    }
    if (!Double.isFinite(number)) {
      return new Real(number);
    }
    if (mode == RoundingMode.HALF_EVEN) {
      return new Real(new BigDecimal(number).setScale(precision, mode).doubleValue());
    }
    double scale = Math.pow(10, precision);
    double scaled = number * scale;
    return new Real(
        (mode == RoundingMode.CEILING ? Math.ceil(scaled) : Math.floor(scaled)) / scale);
  }

  private static Value size(Value input, Arguments arguments, Rendering rendering) {
    boolean binary = SIZE.bind(arguments).truth(0, false);
    Value number = real(input, Signature.of("float", 0, "default").bind(Arguments.NONE));
    double bytes = Numbers.real(number);
    double base = binary ? 1024 : 1000;
    if (bytes == 1) {
      return new Text("1 Byte");
    }
    if (bytes < base) {
      return new Text((long) bytes + " Bytes");
    }
    String prefixes = "kMGTPEZY";
    int i = 0;
    double unit = base * base;
    while (i < prefixes.length() - 1 && bytes >= unit) {
      i++;
      unit *= base;
    }
    BigDecimal shown = new BigDecimal(base * bytes / unit).setScale(1, RoundingMode.HALF_EVEN);
    String prefix = binary && i == 0 ? "K" : prefixes.substring(i, i + 1);
    return new Text("%s %s%s".formatted(shown.toPlainString(), prefix, binary ? "iB" : "B"));
  }
}
