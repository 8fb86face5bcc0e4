package llamajar.testkit.x64;

import llamajar.testkit.x64.VectorOperation.Computation;

/// Computations that move elements.
final class Shuffles {
  private static final int LANE = 16;

  private Shuffles() {}

  /// `vpshufb`.
  static void bytesInLanes(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes; i++) {
      int index = b.i8(i);
      d.set8(i, index < 0 ? 0 : a.i8((i & -LANE) + (index & 15)));
    }
  }

  /// `vpshufd`.
  static void intsInLanes(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes / 4; i++) {
      d.set32(i, b.i32((i & -4) + ((immediate >> (2 * (i & 3))) & 3)));
    }
  }

  /// `vshufps`.
  static void floatsInLanes(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes / 4; i++) {
      Lanes source = (i & 2) == 0 ? a : b;
      d.set32(i, source.i32((i & -4) + ((immediate >> (2 * (i & 3))) & 3)));
    }
  }

  /// Any element of `b` for each index in `a`.
  static Computation permuted(int size) {
    return (d, a, b, bytes, immediate) -> {
      int elements = bytes / size;
      for (int i = 0; i < elements; i++) {
        int index = (int) a.element(size, i) & (elements - 1);
        d.copy(b, index * size, i * size, size);
      }
    };
  }

  /// `vpermq` with an immediate, for each half.
  static void longs(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes / 8; i++) {
      d.set64(i, b.i64((i & -4) + ((immediate >> (2 * (i & 3))) & 3)));
    }
  }

  /// `vpermi2`: elements of two tables for indices that were in the destination.
  static Computation fromTwoByDestination(int size) {
    return (d, a, b, bytes, immediate) -> {
      Lanes indices = new Lanes();
      indices.setTo(d, bytes);
      pick(d, indices, a, b, size, bytes);
    };
  }

  /// `vpermt2`: elements of two tables, the first of which was in the destination.
  static Computation fromDestinationAnd(int size) {
    return (d, a, b, bytes, immediate) -> {
      Lanes table = new Lanes();
      table.setTo(d, bytes);
      pick(d, a, table, b, size, bytes);
    };
  }

  private static void pick(Lanes d, Lanes indices, Lanes first, Lanes second, int size, int bytes) {
    int elements = bytes / size;
    for (int i = 0; i < elements; i++) {
      int index = (int) indices.element(size, i) & (2 * elements - 1);
      Lanes table = index < elements ? first : second;
      d.copy(table, (index & (elements - 1)) * size, i * size, size);
    }
  }

  /// `vperm2i128`.
  static void halvesOfTwo(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < 2; i++) {
      int control = immediate >> (4 * i);
      if ((control & 8) != 0) {
        d.set64(2 * i, 0);
        d.set64(2 * i + 1, 0);
      } else {
        d.copy((control & 2) == 0 ? a : b, LANE * (control & 1), LANE * i, LANE);
      }
    }
  }

  /// `vshufi32x4`: lanes of 128 bits, the lower half from the first source.
  static void lanes(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    int lanes = bytes / LANE;
    int bits = lanes == 4 ? 2 : 1;
    for (int i = 0; i < lanes; i++) {
      int index = (immediate >> (bits * i)) & (lanes - 1);
      d.copy(i < lanes / 2 ? a : b, LANE * index, LANE * i, LANE);
    }
  }

  /// `vpalignr`.
  static void shiftedPairs(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes; i++) {
      int from = (i & 15) + immediate;
      int lane = i & -LANE;
      d.set8(i, from < 16 ? b.i8(lane + from) : from < 32 ? a.i8(lane + from - 16) : 0);
    }
  }

  /// `vpsrldq`.
  static void shiftedLanes(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes; i++) {
      int from = (i & 15) + immediate;
      d.set8(i, from < 16 ? b.i8((i & -LANE) + from) : 0);
    }
  }

  /// `vpunpck`: elements of both sources in turn, from the lower or upper half of each lane.
  static Computation interleaved(int size, boolean upper) {
    return (d, a, b, bytes, immediate) -> {
      for (int lane = 0; lane < bytes; lane += LANE) {
        int from = lane + (upper ? LANE / 2 : 0);
        for (int i = 0; i < LANE / 2 / size; i++) {
          d.copy(a, from + i * size, lane + 2 * i * size, size);
          d.copy(b, from + i * size, lane + (2 * i + 1) * size, size);
        }
      }
    };
  }

  /// `vpackuswb` and `vpacksswb`.
  static Computation packedWords(int least, int most) {
    return (d, a, b, bytes, immediate) -> {
      for (int i = 0; i < bytes; i++) {
        Lanes source = (i & 8) == 0 ? a : b;
        int word = source.i16((i & -LANE) / 2 + (i & 7));
        d.set8(i, Math.clamp(word, least, most));
      }
    };
  }

  /// `vpackssdw`.
  static void packedInts(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes / 2; i++) {
      Lanes source = (i & 4) == 0 ? a : b;
      int value = source.i32((i & -8) / 2 + (i & 3));
      d.set16(i, Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE));
    }
  }

  /// `vpblendd`.
  static void blended(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes / 4; i++) {
      d.set32(i, (((immediate >> i) & 1) != 0 ? b : a).i32(i));
    }
  }

  /// `vinserti…`: a part of `a` is replaced by `b`.
  static Computation inserted(int size) {
    return (d, a, b, bytes, immediate) -> {
      d.copy(a, 0, 0, bytes);
      d.copy(b, 0, size * (immediate & (bytes / size - 1)), size);
    };
  }

  /// `vextracti…`.
  static Computation extracted(int size) {
    return (d, a, b, bytes, immediate) ->
        d.copy(b, size * (immediate & (bytes / size - 1)), 0, size);
  }

  /// The first `size` bytes everywhere.
  static Computation repeated(int size) {
    return (d, a, b, bytes, immediate) -> {
      d.copy(b, 0, 0, size);
      d.repeat(size, bytes);
    };
  }
}
