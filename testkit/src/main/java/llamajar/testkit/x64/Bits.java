package llamajar.testkit.x64;

/// Computations on bits, and sums of products.
final class Bits {
  private Bits() {}

  /// `vpternlogd`: a bit of the immediate for each three bits.
  static void ternary(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes / 8; i++) {
      long x = d.i64(i);
      long y = a.i64(i);
      long z = b.i64(i);
      long result = 0;
      for (int row = 0; row < 8; row++) {
        if (((immediate >> row) & 1) != 0) {
          result |=
              ((row & 4) != 0 ? x : ~x) & ((row & 2) != 0 ? y : ~y) & ((row & 1) != 0 ? z : ~z);
        }
      }
      d.set64(i, result);
    }
  }

  /// `vpmultishiftqb`: eight bits from any place of each 64, for each byte.
  static void fields(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes; i++) {
      d.set8(i, (int) Long.rotateRight(b.i64(i / 8), a.u8(i) & 63));
    }
  }

  /// `vgf2p8affineqb`: each byte of `a` times the matrix of bits in `b`, plus the immediate.
  static void affine(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes; i++) {
      long matrix = b.i64(i / 8);
      int result = 0;
      for (int bit = 0; bit < 8; bit++) {
        int row = (int) (matrix >>> (8 * (7 - bit))) & 0xFF;
        int sum = Integer.bitCount(row & a.u8(i)) + (immediate >> bit);
        result |= (sum & 1) << bit;
      }
      d.set8(i, result);
    }
  }

  /// `vpdpbusd`.
  static void byteProducts(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes / 4; i++) {
      int sum = d.i32(i);
      for (int k = 4 * i; k < 4 * i + 4; k++) {
        sum += a.u8(k) * b.i8(k);
      }
      d.set32(i, sum);
    }
  }

  /// `vpdpwssd`.
  static void wordProducts(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes / 4; i++) {
      d.set32(i, d.i32(i) + pair(a, b, i));
    }
  }

  /// `vpmaddwd`.
  static void wordPairs(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes / 4; i++) {
      d.set32(i, pair(a, b, i));
    }
  }

  private static int pair(Lanes a, Lanes b, int i) {
    return a.i16(2 * i) * b.i16(2 * i) + a.i16(2 * i + 1) * b.i16(2 * i + 1);
  }

  /// `vpmaddubsw`.
  static void bytePairs(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes / 2; i++) {
      int sum = a.u8(2 * i) * b.i8(2 * i) + a.u8(2 * i + 1) * b.i8(2 * i + 1);
      d.set16(i, Math.clamp(sum, Short.MIN_VALUE, Short.MAX_VALUE));
    }
  }

  /// `vpsadbw`.
  static void distances(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes / 8; i++) {
      int sum = 0;
      for (int k = 8 * i; k < 8 * i + 8; k++) {
        sum += Math.abs(a.u8(k) - b.u8(k));
      }
      d.set64(i, sum);
    }
  }

  /// `vdpbf16ps`.
  static void bfloatProducts(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes / 4; i++) {
      int left = a.i32(i);
      int right = b.i32(i);
      float sum = Floats.flushed(d.f32(i));
      sum = Floats.multiplyAddFlushed(Floats.highBfloat(left), Floats.highBfloat(right), sum);
      sum = Floats.multiplyAddFlushed(Floats.lowBfloat(left), Floats.lowBfloat(right), sum);
      d.set(i, sum);
    }
  }
}
