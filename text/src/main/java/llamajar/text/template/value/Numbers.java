package llamajar.text.template.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Values as numbers.
public final class Numbers {
  private static final BigInteger MAX_INT = BigInteger.valueOf(Integer.MAX_VALUE);
  private static final BigInteger MIN_INT = BigInteger.valueOf(Integer.MIN_VALUE);

  private Numbers() {}

  /// The whole number that a value is, or null.
  public static @Nullable BigInteger integer(Value value) {
    return switch (value) {
      case Int integer -> integer.number();
      case Bool bool -> BigInteger.valueOf(bool.number());
      default -> null;
    };
  }

  /// Whether a value is a number; true and false are.
  public static boolean isNumber(Value value) {
    return value instanceof Int || value instanceof Bool || value instanceof Real;
  }

  /// A number as a double.
  public static double real(Value number) {
    return number instanceof Real real
        ? real.number()
        : Objects.requireNonNull(integer(number)).doubleValue();
  }

  /// A finite number exactly.
  static BigDecimal exact(Value number) {
    return number instanceof Real real
        ? new BigDecimal(real.number())
        : new BigDecimal(Objects.requireNonNull(integer(number)));
  }

  /// The nearest int.
  public static int clamp(BigInteger number) {
    return number.max(MIN_INT).min(MAX_INT).intValue();
  }
}
