package llamajar.testkit.ptx.op;

import java.util.Optional;
import llamajar.testkit.ptx.syntax.PtxType;
import llamajar.testkit.ptx.syntax.PtxType.Kind;

/// Arithmetic of floating-point numbers of all formats.
///
/// Approximations (`approx`, `full`) are calculated in double precision and rounded to the nearest
/// float. A device may differ from that by its documented error, up to 2 ulp for `ex2`, `rcp`,
/// `rsqrt` and `div`, 2⁻²² for `lg2`, 2⁻²⁰ for `sin` and `cos`, and 2⁻¹¹ of the value for `tanh`:
/// comparisons with a device need such a tolerance, comparisons of simulated results do not.
final class FloatArithmetic {

  /// A function of up to three numbers, whose result is exact, rounded to odd, or an approximation.
  private interface Function {
    double apply(double a, double b, double c);
  }

  private FloatArithmetic() {}

  /// What a form calculates, or nothing if it is not one of floating-point numbers.
  static Optional<Arithmetic> find(Opcode opcode) {
    if (opcode.typeCount() != 1 || opcode.type(0).kind() != Kind.FLOAT) {
      return Optional.empty();
    }
    PtxType type = opcode.type(0);
    if (opcode.name().equals("neg") || opcode.name().equals("abs")) {
      return Optional.of(signs(opcode, type));
    }
    int sources =
        switch (opcode.name()) {
          case "fma", "mad" -> 3;
          case "add", "sub", "mul", "div", "min", "max", "copysign" -> 2;
          case "rcp", "sqrt", "rsqrt", "ex2", "lg2", "sin", "cos", "tanh" -> 1;
          default -> 0;
        };
    if (sources == 0) {
      return Optional.empty();
    }
    Rounding rounding = Rounding.take(opcode);
    if (!opcode.take("approx")) {
      opcode.take("full");
    }
    boolean flush = opcode.take("ftz");
    boolean saturate = opcode.take("sat");
    boolean relu = opcode.take("relu");
    Function function = function(opcode, type);
    return Optional.of(
        Arithmetic.uniform(
            packed(type, scalar(function, element(type), rounding, flush, saturate, relu)),
            type,
            sources));
  }

  private static Function function(Opcode opcode, PtxType type) {
    boolean f64 = type == PtxType.F64;
    return switch (opcode.name()) {
      case "add" -> f64 ? (a, b, c) -> a + b : (a, b, c) -> Rounding.sumToOdd(a, b);
      case "sub" -> f64 ? (a, b, c) -> a - b : (a, b, c) -> Rounding.sumToOdd(a, -b);
      case "mul" -> (a, b, c) -> a * b;
      case "fma", "mad" ->
          f64 ? (a, b, c) -> Math.fma(a, b, c) : (a, b, c) -> Rounding.sumToOdd(a * b, c);
      case "div" ->
          f64 ? (a, b, c) -> a / b : (a, b, c) -> Rounding.quotientToOdd((float) a, (float) b);
      case "rcp" -> f64 ? (a, b, c) -> 1 / a : (a, b, c) -> Rounding.quotientToOdd(1, (float) a);
      case "sqrt" -> f64 ? (a, b, c) -> Math.sqrt(a) : (a, b, c) -> Rounding.rootToOdd((float) a);
      case "rsqrt" -> (a, b, c) -> 1 / Math.sqrt(a);
      case "ex2" -> (a, b, c) -> Math.pow(2, a);
      case "lg2" -> (a, b, c) -> log2(a);
      case "sin" -> (a, b, c) -> Math.sin(a);
      case "cos" -> (a, b, c) -> Math.cos(a);
      case "tanh" -> (a, b, c) -> Math.tanh(a);
      case "min" -> extreme(opcode, false);
      case "max" -> extreme(opcode, true);
      case "copysign" -> (a, b, c) -> Math.copySign(b, a);
      default -> throw new UnsupportedOperationException("no such function");
    };
  }

  /// Powers of two have exact logarithms.
  private static double log2(double a) {
    if (a > 0 && a < Double.POSITIVE_INFINITY) {
      int exponent = Math.getExponent(a);
      return exponent + Math.log(a / Math.scalb(1.0, exponent)) / Math.log(2);
    }
    return Math.log(a);
  }

  /// Where one of two is not a number the other is the result, unless the form asks otherwise.
  private static Function extreme(Opcode opcode, boolean greatest) {
    boolean propagate = opcode.take("NaN");
    return (a, b, c) -> {
      if (!propagate && Double.isNaN(a)) {
        return b;
      }
      if (!propagate && Double.isNaN(b)) {
        return a;
      }
      return greatest ? Math.max(a, b) : Math.min(a, b);
    };
  }

  private static Scalar scalar(
      Function function,
      PtxType type,
      Rounding rounding,
      boolean flush,
      boolean saturate,
      boolean relu) {
    return (a, b, c) -> {
      double first = operand(type, a, flush);
      double second = operand(type, b, flush);
      double third = operand(type, c, flush);
      double value = function.apply(first, second, third);
      if (saturate) {
        value = Floats.saturated(value);
      }
      if (relu && value < 0) {
        value = 0;
      }
      long bits = Floats.toBits(type, value, rounding);
      return flush && type == PtxType.F32
          ? Floats.float32(Floats.flushed(Float.intBitsToFloat((int) bits)))
          : bits;
    };
  }

  private static double operand(PtxType type, long bits, boolean flush) {
    double value = Floats.toDouble(type, bits);
    return flush && type == PtxType.F32 ? Floats.flushed((float) value) : value;
  }

  /// Signs are bits, also of what is not a number.
  private static Arithmetic signs(Opcode opcode, PtxType type) {
    boolean negate = opcode.name().equals("neg");
    boolean flush = opcode.take("ftz");
    PtxType element = element(type);
    long sign = 1L << (8 * element.bytes() - 1);
    return Arithmetic.uniform(
        packed(
            type,
            (a, b, c) -> {
              long bits =
                  flush && type == PtxType.F32
                      ? Float.floatToRawIntBits(Floats.flushed(Float.intBitsToFloat((int) a)))
                      : a;
              return negate ? bits ^ sign : bits & ~sign;
            }),
        type,
        1);
  }

  /// The format of each number in a type that may hold two.
  static PtxType element(PtxType type) {
    return switch (type) {
      case F16X2 -> PtxType.F16;
      case BF16X2 -> PtxType.BF16;
      default -> type;
    };
  }

  /// A function for both numbers of a type that holds two.
  private static Scalar packed(PtxType type, Scalar scalar) {
    if (element(type) == type) {
      return scalar;
    }
    return (a, b, c) ->
        (scalar.apply(a & 0xffff, b & 0xffff, c & 0xffff) & 0xffff)
            | scalar.apply(a >>> 16 & 0xffff, b >>> 16 & 0xffff, c >>> 16 & 0xffff) << 16;
  }
}
