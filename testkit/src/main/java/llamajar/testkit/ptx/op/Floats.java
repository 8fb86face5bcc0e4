package llamajar.testkit.ptx.op;

import llamajar.testkit.ptx.syntax.PtxType;

/// Floating-point numbers of all formats as bits, and as doubles, which hold each of them exactly.
final class Floats {
  private static final int CANONICAL_NAN = 0x7fff_ffff;

  private Floats() {}

  /// The number that bits stand for.
  static double toDouble(PtxType type, long bits) {
    return switch (type) {
      case F16 -> Float.float16ToFloat((short) bits);
      case BF16 -> Float.intBitsToFloat((int) bits << 16);
      case F32 -> Float.intBitsToFloat((int) bits);
      case F64 -> Double.longBitsToDouble(bits);
      default -> throw new UnsupportedOperationException(type + " is not a number");
    };
  }

  /// The bits of a number, rounded from a double that is exact or rounded to odd.
  static long toBits(PtxType type, double value, Rounding rounding) {
    return switch (type) {
      case F16 -> half(value, rounding);
      case BF16 -> brain(value, rounding);
      case F32 -> float32(rounding.toFloat(value));
      case F64 -> Double.doubleToRawLongBits(value);
      default -> throw new UnsupportedOperationException(type + " is not a number");
    };
  }

  /// The bits of a float; all results that are not numbers are one.
  static int float32(float value) {
    return Float.isNaN(value) ? CANONICAL_NAN : Float.floatToRawIntBits(value);
  }

  /// A float with subnormal numbers as zeros.
  static float flushed(float value) {
    return Math.abs(value) < Float.MIN_NORMAL ? Math.copySign(0f, value) : value;
  }

  /// A float between 0 and 1; what is not a number becomes 0.
  static double saturated(double value) {
    return value > 0 ? Math.min(value, 1) : 0;
  }

  private static long half(double value, Rounding rounding) {
    if (Double.isNaN(value)) {
      return 0x7fff;
    }
    if (rounding == Rounding.NEAREST) {
      return Float.floatToFloat16(oddFloat(value)) & 0xffff;
    }
    return directed(value, rounding, Float.floatToFloat16(oddFloat(value)) & 0xffff, PtxType.F16);
  }

  private static long brain(double value, Rounding rounding) {
    if (Double.isNaN(value)) {
      return 0x7fff;
    }
    int bits = Float.floatToRawIntBits(oddFloat(value));
    long nearest = (bits + 0x7fffL + (bits >>> 16 & 1)) >>> 16 & 0xffff;
    return rounding == Rounding.NEAREST
        ? nearest
        : directed(value, rounding, nearest, PtxType.BF16);
  }

  /// Corrects the nearest number of 16 bits to the one that a direction asks for.
  private static long directed(double value, Rounding rounding, long nearest, PtxType type) {
    double rounded = toDouble(type, nearest);
    if (rounded == value || Double.isInfinite(value)) {
      return nearest;
    }
    boolean negative = Math.copySign(1, value) < 0;
    boolean inward = rounding == Rounding.ZERO || (rounding == Rounding.DOWN) != negative;
    boolean isInside = Math.abs(rounded) < Math.abs(value);
    if (inward) {
      return isInside ? nearest : nearest - 1;
    }
    return isInside ? nearest + 1 : nearest;
  }

  /// A double as a float, rounded to odd.
  private static float oddFloat(double value) {
    float nearest = (float) value;
    if (nearest == value || Double.isNaN(value) || Double.isInfinite(value)) {
      return nearest;
    }
    float inside = Rounding.ZERO.toFloat(value);
    return Float.intBitsToFloat(Float.floatToRawIntBits(inside) | 1);
  }
}
