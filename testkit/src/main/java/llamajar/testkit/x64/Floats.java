package llamajar.testkit.x64;

/// Number formats and their rounding.
final class Floats {
  private Floats() {}

  static float lowBfloat(int word) {
    return flushed(Float.intBitsToFloat(word << 16));
  }

  static float highBfloat(int word) {
    return flushed(Float.intBitsToFloat(word & 0xFFFF_0000));
  }

  /// Denormal numbers become zeros, as the products of bfloat16 do.
  static float flushed(float value) {
    return Math.abs(value) < Float.MIN_NORMAL ? Math.copySign(0f, value) : value;
  }

  static float multiplyAddFlushed(float left, float right, float sum) {
    return flushed(Math.fma(left, right, sum));
  }

  /// To bfloat16, the nearest or even one; denormal numbers become zeros.
  static int toBfloat(float value) {
    int bits = Float.floatToRawIntBits(flushed(value));
    if (Float.isNaN(value)) {
      return (bits >>> 16) | 0x40;
    }
    return (bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16;
  }

  /// A float to an integer, the nearest or even one; the least integer if there is none.
  static int toInt(float value) {
    double rounded = Math.rint(value);
    boolean fits = rounded >= Integer.MIN_VALUE && rounded <= Integer.MAX_VALUE;
    return fits ? (int) rounded : Integer.MIN_VALUE;
  }

  /// Comparison by the number that `vcmpps` takes.
  static boolean compare(int predicate, float left, float right) {
    boolean unordered = Float.isNaN(left) || Float.isNaN(right);
    return switch (predicate & 0xF) {
      case 0 -> left == right;
      case 1 -> left < right;
      case 2 -> left <= right;
      case 3 -> unordered;
      case 4 -> left != right;
      case 5 -> !(left < right);
      case 6 -> !(left <= right);
      case 7 -> !unordered;
      case 8 -> unordered || left == right;
      case 9 -> !(left >= right);
      case 10 -> !(left > right);
      case 11 -> false;
      case 12 -> !unordered && left != right;
      case 13 -> left >= right;
      case 14 -> left > right;
      default -> true;
    };
  }

  /// The smaller; the second if they are equal or one is no number.
  static float min(float left, float right) {
    return left < right ? left : right;
  }

  /// The greater; the second if they are equal or one is no number.
  static float max(float left, float right) {
    return left > right ? left : right;
  }

  /// Rounds to a whole number by the lowest bits of an immediate.
  static float round(int mode, float value) {
    return (float)
        switch (mode & 7) {
          case 1 -> Math.floor(value);
          case 2 -> Math.ceil(value);
          case 3 -> value < 0 ? Math.ceil(value) : Math.floor(value);
          default -> Math.rint(value);
        };
  }

  /// `value · 2^⌊exponent⌋`.
  static float scale(float value, float exponent) {
    if (Float.isNaN(exponent)) {
      return exponent;
    }
    if (exponent == Float.NEGATIVE_INFINITY) {
      return Float.isInfinite(value) ? Float.NaN : Math.copySign(0f, value);
    }
    if (exponent == Float.POSITIVE_INFINITY) {
      return value == 0 ? Float.NaN : Math.copySign(Float.POSITIVE_INFINITY, value);
    }
    double whole = Math.clamp(Math.floor(exponent), -1000, 1000);
    return (float) (value * Math.scalb(1.0, (int) whole));
  }
}
