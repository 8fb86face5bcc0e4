package llamajar.text.template.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import llamajar.text.template.guard.TemplateException;

/// A floating-point number with a given number of digits: `e`, `f`, `g` and `%` of format strings.
/// Numbers are rounded from their exact value, ties to even.
final class FloatFormat {
  private static final int MAX_PRECISION = 1000;
  private static final int LEAST_EXPONENT = -4;

  private FloatFormat() {}

  /// The digits of a number, with a `-` in front if it is negative.
  ///
  /// @param kind `e`, `E`, `f`, `F`, `g`, `G` or `%`
  /// @param alternate whether `g` keeps zeros at the end
  static String format(double number, char kind, int precision, boolean alternate) {
    if (precision > MAX_PRECISION) {
      throw TemplateException.limit("a precision of more than %d digits".formatted(MAX_PRECISION));
    }
    boolean upper = Character.isUpperCase(kind);
    String text = lower(number, Character.toLowerCase(kind), precision, alternate);
    return upper ? text.toUpperCase(Locale.ROOT) : text;
  }

  private static String lower(double number, char kind, int precision, boolean alternate) {
    String end = kind == '%' ? "%" : "";
    if (Double.isNaN(number)) {
      return "nan" + end;
    }
    String sign = number < 0 || 1 / number < 0 ? "-" : "";
    if (Double.isInfinite(number)) {
      return sign + "inf" + end;
    }
    BigDecimal exact = new BigDecimal(Math.abs(number));
    return sign
        + switch (kind) {
          case 'e' -> exponent(exact, precision);
          case 'g' -> general(exact, Math.max(1, precision), alternate);
          case '%' -> fixed(exact.movePointRight(2), precision) + end;
          default -> fixed(exact, precision);
        };
  }

  private static String fixed(BigDecimal exact, int precision) {
    return exact.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String exponent(BigDecimal exact, int precision) {
    BigDecimal rounded = exact.round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
    String digits = rounded.unscaledValue().toString();
    int exponent = rounded.signum() == 0 ? 0 : digits.length() - rounded.scale() - 1;
    String padded = digits + "0".repeat(Math.max(0, precision + 1 - digits.length()));
    String fraction = precision == 0 ? "" : "." + padded.substring(1, precision + 1);
    return padded.charAt(0) + fraction + FloatText.exponentText(exponent);
  }

  private static String general(BigDecimal exact, int precision, boolean alternate) {
    BigDecimal rounded = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
    int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    if (exponent < LEAST_EXPONENT || exponent >= precision) {
      String text = exponent(exact, precision - 1);
      int e = text.indexOf('e');
      String digits = text.substring(0, e);
      return (alternate ? digits : withoutZeros(digits)) + text.substring(e);
    }
    String text = fixed(exact, precision - 1 - exponent);
    return alternate ? text : withoutZeros(text);
  }

  private static String withoutZeros(String digits) {
    return digits.indexOf('.') < 0 ? digits : digits.replaceAll("\\.?0+$", "");
  }
}
