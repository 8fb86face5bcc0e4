package llamajar.testkit.ptx.op;

import java.util.Optional;
import llamajar.testkit.ptx.machine.Warp;
import llamajar.testkit.ptx.syntax.PtxType;
import llamajar.testkit.ptx.syntax.PtxType.Kind;

/// A test of two values.
interface Comparison {

  /// Whether it holds. Integers come extended as their type says.
  boolean holds(long a, long b);

  /// The comparison among an opcode's modifiers.
  static Optional<Comparison> take(Opcode opcode, PtxType type) {
    if (type.kind() == Kind.FLOAT) {
      return opcode
          .takeAny(
              "eq", "ne", "lt", "le", "gt", "ge", "equ", "neu", "ltu", "leu", "gtu", "geu", "num",
              "nan")
          .map(name -> ofFloats(name, FloatArithmetic.element(type), opcode.take("ftz")));
    }
    return opcode
        .takeAny("eq", "ne", "lt", "le", "gt", "ge", "lo", "ls", "hi", "hs")
        .map(name -> ofIntegers(name, type.kind() == Kind.SIGNED));
  }

  /// The threads for which it holds, one bit each.
  ///
  /// @param a offset of the first values
  /// @param b offset of the second values
  default int test(PtxType type, int[] words, long[] longs, int a, int b) {
    int mask = 0;
    for (int lane = 0; lane < Warp.LANES; lane++) {
      boolean holds =
          type.isWide()
              ? holds(longs[a + lane], longs[b + lane])
              : holds(
                  ScalarLanes.extended(type, words[a + lane]),
                  ScalarLanes.extended(type, words[b + lane]));
      mask |= holds ? 1 << lane : 0;
    }
    return mask;
  }

  private static Comparison ofIntegers(String name, boolean signed) {
    return switch (name) {
      case "eq" -> (a, b) -> a == b;
      case "ne" -> (a, b) -> a != b;
      case "lt" -> signed ? (a, b) -> a < b : (a, b) -> Long.compareUnsigned(a, b) < 0;
      case "le" -> signed ? (a, b) -> a <= b : (a, b) -> Long.compareUnsigned(a, b) <= 0;
      case "gt" -> signed ? (a, b) -> a > b : (a, b) -> Long.compareUnsigned(a, b) > 0;
      case "ge" -> signed ? (a, b) -> a >= b : (a, b) -> Long.compareUnsigned(a, b) >= 0;
      case "lo" -> (a, b) -> Long.compareUnsigned(a, b) < 0;
      case "ls" -> (a, b) -> Long.compareUnsigned(a, b) <= 0;
      case "hi" -> (a, b) -> Long.compareUnsigned(a, b) > 0;
      default -> (a, b) -> Long.compareUnsigned(a, b) >= 0;
    };
  }

  private static Comparison ofFloats(String name, PtxType type, boolean flush) {
    boolean unordered = name.length() == 3 && name.endsWith("u");
    String relation = unordered ? name.substring(0, 2) : name;
    return (a, b) -> {
      double x = Floats.toDouble(type, a);
      double y = Floats.toDouble(type, b);
      if (flush && type == PtxType.F32) {
        x = Floats.flushed((float) x);
        y = Floats.flushed((float) y);
      }
      boolean nan = Double.isNaN(x) || Double.isNaN(y);
      return switch (relation) {
        case "num" -> !nan;
        case "nan" -> nan;
        case "eq" -> nan ? unordered : x == y;
        case "ne" -> nan ? unordered : x != y;
        case "lt" -> nan ? unordered : x < y;
        case "le" -> nan ? unordered : x <= y;
        case "gt" -> nan ? unordered : x > y;
        default -> nan ? unordered : x >= y;
      };
    };
  }
}
