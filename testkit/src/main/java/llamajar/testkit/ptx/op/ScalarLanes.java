package llamajar.testkit.ptx.op;

import llamajar.testkit.ptx.machine.Warp;
import llamajar.testkit.ptx.syntax.PtxType;

/// A scalar function for each thread of a warp.
final class ScalarLanes implements LaneFunction {
  private final Scalar scalar;
  private final PtxType result;
  private final PtxType[] sources;

  ScalarLanes(Scalar scalar, PtxType result, PtxType[] sources) {
    this.scalar = scalar;
    this.result = result;
    this.sources = sources.clone();
  }

  @Override
  public void apply(int[] words, long[] longs, int destination, int a, int b, int c) {
    for (int lane = 0; lane < Warp.LANES; lane++) {
      long value =
          scalar.apply(
              source(0, words, longs, a + lane),
              source(1, words, longs, b + lane),
              source(2, words, longs, c + lane));
      if (result.isWide()) {
        longs[destination + lane] = value;
      } else {
        words[destination + lane] = (int) truncated(result, value);
      }
    }
  }

  private long source(int number, int[] words, long[] longs, int index) {
    if (number >= sources.length) {
      return 0;
    }
    PtxType type = sources[number];
    return type.isWide() ? longs[index] : extended(type, words[index]);
  }

  /// A value of at most 32 bits as a long, by its type.
  static long extended(PtxType type, int value) {
    return switch (type) {
      case S8 -> (byte) value;
      case S16 -> (short) value;
      case S32 -> value;
      default -> truncated(type, value);
    };
  }

  /// The bits that a type has.
  static long truncated(PtxType type, long value) {
    return switch (type.bytes()) {
      case 1 -> value & 0xff;
      case 2 -> value & 0xffff;
      case 4 -> value & 0xffff_ffffL;
      default -> value;
    };
  }
}
