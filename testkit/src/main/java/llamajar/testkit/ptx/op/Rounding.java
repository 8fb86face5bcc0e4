package llamajar.testkit.ptx.op;

import java.util.Optional;

/// How a number is rounded that a format can't hold.
///
/// Sums and products of floats are formed as doubles first. Where the double is not exact it is
/// rounded to odd: of the two doubles next to the exact value the one whose last bit is set. From
/// there, every rounding to a format with at least two bits less is what it would be from the exact
/// value.
enum Rounding {
  /// To the nearest, to the even one of two.
  NEAREST,
  /// Towards zero.
  ZERO,
  /// Down.
  DOWN,
  /// Up.
  UP;

  /// The rounding mode among the modifiers of an arithmetic form; without one it is the nearest.
  static Rounding take(Opcode opcode) {
    Optional<String> mode = opcode.takeAny("rn", "rz", "rm", "rp");
    return mode.map(Rounding::of).orElse(NEAREST);
  }

  private static Rounding of(String mode) {
    return switch (mode.charAt(1)) {
      case 'n' -> NEAREST;
      case 'z' -> ZERO;
      case 'm' -> DOWN;
      default -> UP;
    };
  }

  /// The sum of two doubles, rounded to odd.
  static double sumToOdd(double a, double b) {
    double sum = a + b;
    if (!Double.isFinite(sum)) {
      return sum;
    }
    double bVirtual = sum - a;
    double error = (a - (sum - bVirtual)) + (b - bVirtual);
    return toOdd(sum, error);
  }

  /// A double whose exact value is another by an error that is less than its last bit.
  private static double toOdd(double value, double error) {
    if (error == 0 || (Double.doubleToRawLongBits(value) & 1) != 0) {
      return value;
    }
    return error > 0 ? Math.nextUp(value) : Math.nextDown(value);
  }

  /// The quotient of two floats, rounded to odd.
  static double quotientToOdd(float a, float b) {
    double quotient = (double) a / b;
    if (!Double.isFinite(quotient) || b == 0 || Double.isInfinite(b)) {
      return quotient;
    }
    double rest = -Math.fma(quotient, b, -(double) a);
    return toOdd(quotient, b > 0 ? rest : -rest);
  }

  /// The square root of a float, rounded to odd.
  static double rootToOdd(float a) {
    double root = Math.sqrt(a);
    return Double.isFinite(root) ? toOdd(root, -Math.fma(root, root, -(double) a)) : root;
  }

  /// The float that a double becomes.
  float toFloat(double value) {
    float nearest = (float) value;
    if (this == NEAREST || Double.isNaN(value) || Double.isInfinite(value) || nearest == value) {
      return nearest;
    }
    boolean towardsZero = this == ZERO || (this == DOWN) == (value > 0);
    if (towardsZero) {
      return Math.abs((double) nearest) > Math.abs(value) ? inward(nearest) : nearest;
    }
    return Math.abs((double) nearest) < Math.abs(value) ? outward(nearest, value) : nearest;
  }

  private static float inward(float value) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) - 1);
  }

  private static float outward(float value, double exact) {
    if (value == 0) {
      return exact > 0 ? Float.MIN_VALUE : -Float.MIN_VALUE;
    }
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) + 1);
  }

  /// The integer that a number becomes, as a floating-point number.
  double toInteger(double value) {
    return switch (this) {
      case NEAREST -> Math.rint(value);
      case ZERO -> value < 0 ? Math.ceil(value) : Math.floor(value);
      case DOWN -> Math.floor(value);
      case UP -> Math.ceil(value);
    };
  }
}
