package llamajar.testkit.ptx.op;

import static llamajar.testkit.ptx.syntax.PtxType.B32;
import static llamajar.testkit.ptx.syntax.PtxType.S32;
import static llamajar.testkit.ptx.syntax.PtxType.U32;

import java.util.Optional;
import llamajar.testkit.ptx.syntax.PtxType;
import llamajar.testkit.ptx.syntax.PtxType.Kind;
import org.jspecify.annotations.Nullable;

/// Logic, shifts, and what moves or counts bits.
final class BitArithmetic {
  private BitArithmetic() {}

  /// What a form calculates, or nothing if it is not one of bits.
  static Optional<Arithmetic> find(Opcode opcode) {
    if (opcode.typeCount() == 0 || opcode.type(0) == PtxType.PRED) {
      return Optional.empty();
    }
    PtxType type = opcode.type(0);
    int bits = 8 * type.bytes();
    return Optional.ofNullable(
        switch (opcode.name()) {
          case "and" -> Arithmetic.uniform((a, b, c) -> a & b, type, 2);
          case "or" -> Arithmetic.uniform((a, b, c) -> a | b, type, 2);
          case "xor" -> Arithmetic.uniform((a, b, c) -> a ^ b, type, 2);
          case "not" -> Arithmetic.uniform((a, b, c) -> ~a, type, 1);
          case "cnot" -> Arithmetic.uniform((a, b, c) -> a == 0 ? 1 : 0, type, 1);
          case "shl" -> Arithmetic.of((a, b, c) -> b >= bits ? 0 : a << b, type, type, U32);
          case "shr" ->
              Arithmetic.of((a, b, c) -> shiftRight(a, Math.min(b, bits), type), type, type, U32);
          case "shf" -> funnel(opcode);
          case "popc" -> Arithmetic.of((a, b, c) -> Long.bitCount(a), U32, type);
          case "clz" ->
              Arithmetic.of((a, b, c) -> Long.numberOfLeadingZeros(a) - (64 - bits), U32, type);
          case "brev" -> Arithmetic.uniform((a, b, c) -> Long.reverse(a) >>> (64 - bits), type, 1);
          case "bfind" -> find(opcode, type);
          case "bfe" ->
              Arithmetic.of((a, b, c) -> extract(a, (int) b, (int) c, type), type, type, U32, U32);
          case "prmt" -> permute(opcode);
          case "mov" -> Arithmetic.uniform((a, b, c) -> a, type, 1);
          default -> null;
        });
  }

  private static long shiftRight(long a, long by, PtxType type) {
    if (type.kind() == Kind.SIGNED) {
      return a >> Math.min(by, 63);
    }
    return by >= 64 ? 0 : a >>> by;
  }

  private static @Nullable Arithmetic funnel(Opcode opcode) {
    boolean left = opcode.take("l");
    if (!left && !opcode.take("r")) {
      return null;
    }
    boolean clamp = opcode.take("clamp");
    if (!clamp && !opcode.take("wrap")) {
      return null;
    }
    return Arithmetic.of(
        (a, b, c) -> {
          long by = clamp ? Math.min(c, 32) : c & 31;
          long both = b << 32 | a;
          return left ? (by == 0 ? b : both << by >>> 32) : both >>> by;
        },
        B32,
        B32,
        B32,
        U32);
  }

  /// The highest bit that differs from the sign, or from zero.
  private static Arithmetic find(Opcode opcode, PtxType type) {
    boolean amount = opcode.take("shiftamt");
    int bits = 8 * type.bytes();
    return Arithmetic.of(
        (a, b, c) -> {
          long value = type.kind() == Kind.SIGNED && a < 0 ? ~a : a;
          if (value == 0) {
            return -1;
          }
          int position = 63 - Long.numberOfLeadingZeros(value);
          return amount ? bits - 1 - position : position;
        },
        U32,
        type);
  }

  private static long extract(long a, int start, int length, PtxType type) {
    int bits = 8 * type.bytes();
    int from = start & 0xff;
    int count = length & 0xff;
    if (count == 0) {
      return 0;
    }
    boolean signed = type.kind() == Kind.SIGNED;
    int last = Math.min(from + count - 1, bits - 1);
    long sign = signed ? -(a >>> last & 1) : 0;
    if (from >= bits) {
      return sign;
    }
    int taken = Math.min(count, bits - from);
    long field = taken == 64 ? a : a >>> from & (1L << taken) - 1;
    return taken == 64 ? field : field | sign << taken;
  }

  private static Arithmetic permute(Opcode opcode) {
    Optional<String> mode = opcode.takeAny("f4e", "b4e", "rc8", "ecl", "ecr", "rc16");
    return Arithmetic.of(
        (a, b, c) -> {
          long both = b << 32 | a;
          long result = 0;
          long selectors = mode.isEmpty() ? c : selectors(mode.get(), (int) c & 3);
          for (int i = 0; i < 4; i++) {
            long selector = selectors >> (4 * i);
            long part = both >>> (8 * (selector & 7)) & 0xff;
            if ((selector & 8) != 0) {
              part = (part & 0x80) != 0 ? 0xff : 0;
            }
            result |= part << (8 * i);
          }
          return result;
        },
        B32,
        B32,
        B32,
        S32);
  }

  private static long selectors(String mode, int control) {
    long result = 0;
    for (int i = 0; i < 4; i++) {
      long selector =
          switch (mode) {
            case "f4e" -> control + i;
            case "b4e" -> control - i & 7;
            case "rc8" -> control;
            case "ecl" -> Math.max(i, control);
            case "ecr" -> Math.min(i, control);
            default -> 2 * (control & 1) + (i & 1);
          };
      result |= (selector & 7) << (4 * i);
    }
    return result;
  }
}
