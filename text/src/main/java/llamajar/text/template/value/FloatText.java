package llamajar.text.template.value;

import java.math.BigDecimal;

/// What Python prints for a floating-point number: the shortest digits that give it back, with an
/// exponent below 1e-4 and from 1e16 on.
public final class FloatText {
  private static final int LEAST_EXPONENT = -4;
  private static final int FIRST_LARGE_EXPONENT = 16;

  private FloatText() {}

  /// The text of a number.
  public static String of(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    String sign = number < 0 || 1 / number < 0 ? "-" : "";
    if (number == 0) {
      return sign + "0.0";
    }
    // Java's own text has the same shortest digits, only written in another way.
    BigDecimal shortest = new BigDecimal(Double.toString(Math.abs(number))).stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int exponent = digits.length() - shortest.scale() - 1;
    if (exponent < LEAST_EXPONENT || exponent >= FIRST_LARGE_EXPONENT) {
      String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
      return sign + digits.charAt(0) + fraction + exponentText(exponent);
    }
    String plain = shortest.toPlainString();
    return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
  }

  /// An exponent with its sign and at least two digits.
  static String exponentText(int exponent) {
    return "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
