package llamajar.testkit.ptx.op;

import java.util.Optional;
import llamajar.testkit.ptx.syntax.PtxType;
import llamajar.testkit.ptx.syntax.PtxType.Kind;

/// Conversions between number formats.
final class Conversions {
  private Conversions() {}

  /// What a form calculates, or nothing if it is not a conversion.
  static Optional<Arithmetic> find(Opcode opcode) {
    if (!opcode.name().equals("cvt") || opcode.typeCount() != 2) {
      return Optional.empty();
    }
    PtxType to = opcode.type(0);
    PtxType from = opcode.type(1);
    if (FloatArithmetic.element(to) != to) {
      return Optional.of(pack(opcode, to, from));
    }
    boolean toFloat = to.kind() == Kind.FLOAT;
    boolean fromFloat = from.kind() == Kind.FLOAT;
    if (toFloat && fromFloat) {
      return Optional.of(floatToFloat(opcode, to, from));
    }
    if (fromFloat) {
      return Optional.of(floatToInteger(opcode, to, from));
    }
    return Optional.of(
        toFloat ? integerToFloat(opcode, to, from) : integerToInteger(opcode, to, from));
  }

  /// Two floats become the halves of one register, the first one the upper half.
  private static Arithmetic pack(Opcode opcode, PtxType to, PtxType from) {
    PtxType element = FloatArithmetic.element(to);
    Rounding rounding = Rounding.take(opcode);
    boolean relu = opcode.take("relu");
    return Arithmetic.of(
        (a, b, c) ->
            Floats.toBits(element, positive(Floats.toDouble(from, a), relu), rounding) << 16
                | Floats.toBits(element, positive(Floats.toDouble(from, b), relu), rounding),
        to,
        from,
        from);
  }

  private static double positive(double value, boolean relu) {
    return relu && value < 0 ? 0 : value;
  }

  private static Arithmetic floatToFloat(Opcode opcode, PtxType to, PtxType from) {
    Optional<Rounding> integral = integral(opcode);
    Rounding rounding = Rounding.take(opcode);
    boolean flush = opcode.take("ftz");
    boolean saturate = opcode.take("sat");
    boolean relu = opcode.take("relu");
    return Arithmetic.of(
        (a, b, c) -> {
          double value = operand(from, a, flush);
          if (integral.isPresent()) {
            value = integral.get().toInteger(value);
          }
          value = positive(saturate ? Floats.saturated(value) : value, relu);
          long bits = Floats.toBits(to, value, rounding);
          return flush && to == PtxType.F32
              ? Floats.float32(Floats.flushed(Float.intBitsToFloat((int) bits)))
              : bits;
        },
        to,
        from);
  }

  /// What is not a number becomes 0; what is too large becomes the largest.
  private static Arithmetic floatToInteger(Opcode opcode, PtxType to, PtxType from) {
    Rounding rounding =
        integral(opcode)
            .orElseThrow(() -> new UnsupportedOperationException("the rounding is missing"));
    boolean flush = opcode.take("ftz");
    opcode.take("sat");
    int bits = 8 * to.bytes();
    boolean signed = to.kind() == Kind.SIGNED;
    return Arithmetic.of(
        (a, b, c) -> {
          double value = rounding.toInteger(operand(from, a, flush));
          if (Double.isNaN(value)) {
            return 0;
          }
          if (!signed && bits == 64) {
            return value >= 0x1p63
                ? value >= 0x1p64 ? -1 : (long) (value - 0x1p63) + Long.MIN_VALUE
                : (long) Math.max(value, 0);
          }
          double most = signed ? Math.scalb(1.0, bits - 1) - 1 : Math.scalb(1.0, bits) - 1;
          double least = signed ? -Math.scalb(1.0, bits - 1) : 0;
          return (long) Math.clamp(value, least, most);
        },
        to,
        from);
  }

  private static Arithmetic integerToFloat(Opcode opcode, PtxType to, PtxType from) {
    Rounding rounding = Rounding.take(opcode);
    boolean saturate = opcode.take("sat");
    boolean unsignedLong = from == PtxType.U64;
    if (to == PtxType.F64) {
      return Arithmetic.of(
          (a, b, c) ->
              Double.doubleToRawLongBits(
                  unsignedLong && a < 0 ? 2.0 * (a >>> 1 | (a & 1)) : (double) a),
          to,
          from);
    }
    return Arithmetic.of(
        (a, b, c) -> {
          double value = integerToOdd(a, unsignedLong);
          return Floats.toBits(to, saturate ? Floats.saturated(value) : value, rounding);
        },
        to,
        from);
  }

  /// An integer as a double, rounded to odd where it has too many bits.
  private static double integerToOdd(long value, boolean unsigned) {
    if (unsigned && value < 0) {
      // Halved with the lost bit kept in the last one, which decides no rounding but a tie.
      return 2 * integerToOdd(value >>> 1 | (value & 1), false);
    }
    double nearest = (double) value;
    if (nearest >= 0x1p63 || (long) nearest == value) {
      return nearest;
    }
    boolean up = value > (long) nearest;
    if ((Double.doubleToRawLongBits(nearest) & 1) != 0) {
      return nearest;
    }
    return up ? Math.nextUp(nearest) : Math.nextDown(nearest);
  }

  private static Arithmetic integerToInteger(Opcode opcode, PtxType to, PtxType from) {
    if (!opcode.take("sat")) {
      // A byte fills the register that it is put into with its sign.
      return to == PtxType.S8
          ? Arithmetic.of((a, b, c) -> (byte) a, PtxType.S32, from)
          : Arithmetic.of((a, b, c) -> a, to, from);
    }
    int bits = 8 * to.bytes();
    boolean toSigned = to.kind() == Kind.SIGNED;
    boolean fromUnsignedLong = from == PtxType.U64;
    return Arithmetic.of(
        (a, b, c) -> {
          if (fromUnsignedLong && a < 0) {
            return toSigned ? Long.MAX_VALUE >>> (64 - bits) : -1;
          }
          if (bits == 64) {
            return toSigned ? a : Math.max(a, 0);
          }
          long most = toSigned ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
          return Math.clamp(a, toSigned ? -most - 1 : 0, most);
        },
        to,
        from);
  }

  private static Optional<Rounding> integral(Opcode opcode) {
    return opcode
        .takeAny("rni", "rzi", "rmi", "rpi")
        .map(mode ->
            switch (mode) {
              case "rni" -> Rounding.NEAREST;
              case "rzi" -> Rounding.ZERO;
              case "rmi" -> Rounding.DOWN;
              default -> Rounding.UP;
            });
  }

  private static double operand(PtxType type, long bits, boolean flush) {
    double value = Floats.toDouble(type, bits);
    return flush && type == PtxType.F32 ? Floats.flushed((float) value) : value;
  }
}
