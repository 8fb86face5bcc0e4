package llamajar.testkit.ptx.op;

import static llamajar.testkit.ptx.syntax.PtxType.B32;
import static llamajar.testkit.ptx.syntax.PtxType.S32;
import static llamajar.testkit.ptx.syntax.PtxType.U32;

import java.util.Optional;
import llamajar.testkit.ptx.syntax.PtxType;
import llamajar.testkit.ptx.syntax.PtxType.Kind;
import org.jspecify.annotations.Nullable;

/// Addition, multiplication, division and comparison of integers.
final class IntegerArithmetic {
  private IntegerArithmetic() {}

  /// What a form calculates, or nothing if it is not one of integers.
  static Optional<Arithmetic> find(Opcode opcode) {
    if (opcode.typeCount() == 0 || opcode.type(0).kind() == Kind.FLOAT) {
      return Optional.empty();
    }
    PtxType type = opcode.type(0);
    boolean signed = type.kind() == Kind.SIGNED;
    return Optional.ofNullable(
        switch (opcode.name()) {
          case "add" -> add(opcode, type);
          case "sub" -> subtract(opcode, type);
          case "mul" -> multiply(opcode, type, false);
          case "mad" -> multiply(opcode, type, true);
          case "mul24" -> multiply24(opcode, type, false);
          case "mad24" -> multiply24(opcode, type, true);
          case "sad" ->
              Arithmetic.uniform((a, b, c) -> c + (greater(a, b, signed) ? a - b : b - a), type, 3);
          case "div" -> Arithmetic.uniform((a, b, c) -> divide(a, b, type), type, 2);
          case "rem" -> Arithmetic.uniform((a, b, c) -> remainder(a, b, type), type, 2);
          case "abs" -> Arithmetic.uniform((a, b, c) -> Math.abs(a), type, 1);
          case "neg" -> Arithmetic.uniform((a, b, c) -> -a, type, 1);
          case "min" -> Arithmetic.uniform((a, b, c) -> greater(a, b, signed) ? b : a, type, 2);
          case "max" -> Arithmetic.uniform((a, b, c) -> greater(a, b, signed) ? a : b, type, 2);
          case "dp4a" -> dp4a(opcode);
          case "dp2a" -> dp2a(opcode);
          default -> null;
        });
  }

  private static Arithmetic add(Opcode opcode, PtxType type) {
    return opcode.take("sat")
        ? Arithmetic.uniform((a, b, c) -> saturated(a + b), type, 2)
        : Arithmetic.uniform((a, b, c) -> a + b, type, 2);
  }

  private static Arithmetic subtract(Opcode opcode, PtxType type) {
    return opcode.take("sat")
        ? Arithmetic.uniform((a, b, c) -> saturated(a - b), type, 2)
        : Arithmetic.uniform((a, b, c) -> a - b, type, 2);
  }

  /// Saturation exists for 32 bits with sign only.
  private static long saturated(long value) {
    return Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static @Nullable Arithmetic multiply(Opcode opcode, PtxType type, boolean add) {
    int sources = add ? 3 : 2;
    if (opcode.take("wide")) {
      PtxType wide = widened(type);
      return add
          ? Arithmetic.of((a, b, c) -> a * b + c, wide, type, type, wide)
          : Arithmetic.of((a, b, c) -> a * b, wide, type, type);
    }
    if (opcode.take("hi")) {
      return Arithmetic.uniform((a, b, c) -> high(a, b, type) + c, type, sources);
    }
    if (opcode.take("lo")) {
      return Arithmetic.uniform((a, b, c) -> a * b + c, type, sources);
    }
    return null;
  }

  private static @Nullable Arithmetic multiply24(Opcode opcode, PtxType type, boolean add) {
    if (!opcode.take("lo")) {
      return null;
    }
    boolean signed = type == S32;
    return Arithmetic.uniform(
        (a, b, c) -> low24(a, signed) * low24(b, signed) + c, type, add ? 3 : 2);
  }

  private static long low24(long value, boolean signed) {
    return signed ? value << 40 >> 40 : value & 0xff_ffff;
  }

  private static PtxType widened(PtxType type) {
    return switch (type) {
      case S16 -> PtxType.S32;
      case U16 -> PtxType.U32;
      case S32 -> PtxType.S64;
      case U32 -> PtxType.U64;
      default -> throw new UnsupportedOperationException("no wider type than " + type);
    };
  }

  private static long high(long a, long b, PtxType type) {
    return switch (type) {
      case S64 -> Math.multiplyHigh(a, b);
      case U64 -> Math.unsignedMultiplyHigh(a, b);
      default -> (a * b) >> (8 * type.bytes());
    };
  }

  private static boolean greater(long a, long b, boolean signed) {
    return signed ? a > b : Long.compareUnsigned(a, b) > 0;
  }

  /// What the manual leaves open, the quotient by zero, has all bits set, as on all devices so far.
  private static long divide(long a, long b, PtxType type) {
    if (b == 0) {
      return -1;
    }
    return type.kind() == Kind.SIGNED ? a / b : Long.divideUnsigned(a, b);
  }

  private static long remainder(long a, long b, PtxType type) {
    if (b == 0) {
      return a;
    }
    return type.kind() == Kind.SIGNED ? a % b : Long.remainderUnsigned(a, b);
  }

  private static Arithmetic dp4a(Opcode opcode) {
    boolean signedA = opcode.type(0) == S32;
    boolean signedB = opcode.type(1) == S32;
    return Arithmetic.of(
        (a, b, c) -> {
          long sum = c;
          for (int shift = 0; shift < 32; shift += 8) {
            sum += part(a >> shift, 8, signedA) * part(b >> shift, 8, signedB);
          }
          return sum;
        },
        signedA || signedB ? S32 : U32,
        B32,
        B32,
        S32);
  }

  private static @Nullable Arithmetic dp2a(Opcode opcode) {
    boolean signedA = opcode.type(0) == S32;
    boolean signedB = opcode.type(1) == S32;
    int first = opcode.take("hi") ? 16 : 0;
    if (first == 0 && !opcode.take("lo")) {
      return null;
    }
    return Arithmetic.of(
        (a, b, c) ->
            c
                + part(a, 16, signedA) * part(b >> first, 8, signedB)
                + part(a >> 16, 16, signedA) * part(b >> (first + 8), 8, signedB),
        signedA || signedB ? S32 : U32,
        B32,
        B32,
        S32);
  }

  private static long part(long value, int bits, boolean signed) {
    long up = value << (64 - bits);
    return signed ? up >> (64 - bits) : up >>> (64 - bits);
  }
}
