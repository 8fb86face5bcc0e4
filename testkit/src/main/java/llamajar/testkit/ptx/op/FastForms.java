package llamajar.testkit.ptx.op;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Loops over 32 threads for the forms that kernels spend their time in.
///
/// The JIT compiler turns most of them into vector code. Their results are those of the plain
/// forms, bit by bit.
final class FastForms {
  private static final int N = 32;

  private static final Map<String, LaneFunction> ARITHMETIC =
      Map.ofEntries(
          Map.entry("add.s32", FastForms::add),
          Map.entry("add.u32", FastForms::add),
          Map.entry("sub.s32", FastForms::subtract),
          Map.entry("sub.u32", FastForms::subtract),
          Map.entry("mul.lo.s32", FastForms::multiply),
          Map.entry("mul.lo.u32", FastForms::multiply),
          Map.entry("mad.lo.s32", FastForms::multiplyAdd),
          Map.entry("mad.lo.u32", FastForms::multiplyAdd),
          Map.entry("and.b32", FastForms::and),
          Map.entry("or.b32", FastForms::or),
          Map.entry("xor.b32", FastForms::xor),
          Map.entry("shl.b32", FastForms::shiftLeft),
          Map.entry("shr.u32", FastForms::shiftRight),
          Map.entry("shr.s32", FastForms::shiftRightSigned),
          Map.entry("mov.u32", FastForms::move),
          Map.entry("mov.b32", FastForms::move),
          Map.entry("mov.f32", FastForms::move),
          Map.entry("mov.u64", FastForms::moveLong),
          Map.entry("mov.b64", FastForms::moveLong),
          Map.entry("add.s64", FastForms::addLong),
          Map.entry("add.u64", FastForms::addLong),
          Map.entry("mul.wide.s32", FastForms::multiplyWide),
          Map.entry("mul.wide.u32", FastForms::multiplyWideUnsigned),
          Map.entry("mad.wide.s32", FastForms::multiplyAddWide),
          Map.entry("mad.wide.u32", FastForms::multiplyAddWideUnsigned),
          Map.entry("cvt.u64.u32", FastForms::widenUnsigned),
          Map.entry("cvt.s64.s32", FastForms::widen),
          Map.entry("cvt.u32.u64", FastForms::narrow),
          Map.entry("add.f32", FastForms::addFloat),
          Map.entry("sub.f32", FastForms::subtractFloat),
          Map.entry("mul.f32", FastForms::multiplyFloat),
          Map.entry("fma.rn.f32", FastForms::multiplyAddFloat),
          Map.entry("cvt.rn.f32.s32", FastForms::toFloat),
          Map.entry("cvt.f32.f16", FastForms::halfToFloat),
          Map.entry("dp4a.s32.s32", FastForms::dp4a),
          Map.entry("prmt.b32", FastForms::permute),
          Map.entry("bfe.u32", FastForms::extract));

  private FastForms() {}

  /// The loop of a form, or null.
  static @Nullable LaneFunction find(String form) {
    return ARITHMETIC.get(form);
  }

  /// All forms that have a loop.
  static Map<String, LaneFunction> all() {
    return ARITHMETIC;
  }

  private static void add(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      w[d + i] = w[a + i] + w[b + i];
    }
  }

  private static void subtract(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      w[d + i] = w[a + i] - w[b + i];
    }
  }

  private static void multiply(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      w[d + i] = w[a + i] * w[b + i];
    }
  }

  private static void multiplyAdd(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      w[d + i] = w[a + i] * w[b + i] + w[c + i];
    }
  }

  private static void and(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      w[d + i] = w[a + i] & w[b + i];
    }
  }

  private static void or(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      w[d + i] = w[a + i] | w[b + i];
    }
  }

  private static void xor(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      w[d + i] = w[a + i] ^ w[b + i];
    }
  }

  private static void shiftLeft(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      int by = w[b + i];
      w[d + i] = Integer.compareUnsigned(by, 31) > 0 ? 0 : w[a + i] << by;
    }
  }

  private static void shiftRight(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      int by = w[b + i];
      w[d + i] = Integer.compareUnsigned(by, 31) > 0 ? 0 : w[a + i] >>> by;
    }
  }

  private static void shiftRightSigned(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      int by = w[b + i];
      w[d + i] = w[a + i] >> (Integer.compareUnsigned(by, 31) > 0 ? 31 : by);
    }
  }

  private static void move(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      w[d + i] = w[a + i];
    }
  }

  private static void moveLong(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      l[d + i] = l[a + i];
    }
  }

  private static void addLong(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      l[d + i] = l[a + i] + l[b + i];
    }
  }

  private static void multiplyWide(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      l[d + i] = (long) w[a + i] * w[b + i];
    }
  }

  private static void multiplyWideUnsigned(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      l[d + i] = (w[a + i] & 0xffff_ffffL) * (w[b + i] & 0xffff_ffffL);
    }
  }

  private static void multiplyAddWide(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      l[d + i] = (long) w[a + i] * w[b + i] + l[c + i];
    }
  }

  private static void multiplyAddWideUnsigned(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      l[d + i] = (w[a + i] & 0xffff_ffffL) * (w[b + i] & 0xffff_ffffL) + l[c + i];
    }
  }

  private static void widenUnsigned(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      l[d + i] = w[a + i] & 0xffff_ffffL;
    }
  }

  private static void widen(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      l[d + i] = w[a + i];
    }
  }

  private static void narrow(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      w[d + i] = (int) l[a + i];
    }
  }

  private static void addFloat(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      w[d + i] = Floats.float32(Float.intBitsToFloat(w[a + i]) + Float.intBitsToFloat(w[b + i]));
    }
  }

  private static void subtractFloat(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      w[d + i] = Floats.float32(Float.intBitsToFloat(w[a + i]) - Float.intBitsToFloat(w[b + i]));
    }
  }

  private static void multiplyFloat(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      w[d + i] = Floats.float32(Float.intBitsToFloat(w[a + i]) * Float.intBitsToFloat(w[b + i]));
    }
  }

  private static void multiplyAddFloat(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      float sum =
          Math.fma(
              Float.intBitsToFloat(w[a + i]),
              Float.intBitsToFloat(w[b + i]),
              Float.intBitsToFloat(w[c + i]));
      w[d + i] = Floats.float32(sum);
    }
  }

  private static void toFloat(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      w[d + i] = Float.floatToRawIntBits((float) w[a + i]);
    }
  }

  private static void halfToFloat(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      w[d + i] = Floats.float32(Float.float16ToFloat((short) w[a + i]));
    }
  }

  private static void dp4a(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      int x = w[a + i];
      int y = w[b + i];
      w[d + i] =
          w[c + i]
              + (x >> 24) * (y >> 24)
              + (x << 8 >> 24) * (y << 8 >> 24)
              + (x << 16 >> 24) * (y << 16 >> 24)
              + (x << 24 >> 24) * (y << 24 >> 24);
    }
  }

  private static void permute(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      long both = (long) w[b + i] << 32 | (w[a + i] & 0xffff_ffffL);
      int selectors = w[c + i];
      int result = 0;
      for (int part = 0; part < 4; part++) {
        int selector = selectors >> (4 * part);
        byte value = (byte) (both >>> (8 * (selector & 7)));
        int chosen = (selector & 8) != 0 ? value >> 7 : value;
        result |= (chosen & 0xff) << (8 * part);
      }
      w[d + i] = result;
    }
  }

  private static void extract(int[] w, long[] l, int d, int a, int b, int c) {
    for (int i = 0; i < N; i++) {
      int from = w[b + i] & 0xff;
      int count = Math.min(w[c + i] & 0xff, 32);
      long value = from > 31 ? 0 : (w[a + i] & 0xffff_ffffL) >>> from;
      w[d + i] = (int) (value & (1L << count) - 1);
    }
  }
}
