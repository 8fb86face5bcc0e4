package llamajar.testkit.ptx.op;

import java.util.Locale;
import llamajar.testkit.ptx.syntax.PtxType;
import llamajar.testkit.ptx.syntax.PtxType.Kind;

/// What atomic instructions make of the old value and their operands.
final class AtomicUpdates {
  private AtomicUpdates() {}

  /// The update among an opcode's modifiers.
  static Scalar take(Opcode opcode, PtxType type) {
    String name =
        opcode
            .takeAny("add", "exch", "cas", "min", "max", "and", "or", "xor", "inc", "dec")
            .orElseThrow(() -> new UnsupportedOperationException("unknown atomic update"));
    if (type.kind() == Kind.FLOAT && !name.equals("exch")) {
      return ofFloats(name, type);
    }
    boolean signed = type.kind() == Kind.SIGNED;
    return switch (name) {
      case "add" -> (old, b, c) -> old + b;
      case "exch" -> (old, b, c) -> b;
      case "cas" -> (old, b, c) -> old == b ? c : old;
      case "min" -> (old, b, c) -> isLess(old, b, signed) ? old : b;
      case "max" -> (old, b, c) -> isLess(old, b, signed) ? b : old;
      case "and" -> (old, b, c) -> old & b;
      case "or" -> (old, b, c) -> old | b;
      case "xor" -> (old, b, c) -> old ^ b;
      case "inc" -> (old, b, c) -> Long.compareUnsigned(old, b) >= 0 ? 0 : old + 1;
      default -> (old, b, c) -> old == 0 || Long.compareUnsigned(old, b) > 0 ? b : old - 1;
    };
  }

  private static Scalar ofFloats(String name, PtxType type) {
    // The same arithmetic as that of instructions on registers.
    return FloatArithmetic.find(new Opcode(name + "." + type.name().toLowerCase(Locale.ROOT)))
        .orElseThrow(() -> new UnsupportedOperationException("unknown atomic update"))
        .scalar();
  }

  private static boolean isLess(long a, long b, boolean signed) {
    return signed ? a < b : Long.compareUnsigned(a, b) < 0;
  }
}
