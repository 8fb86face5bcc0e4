package llamajar.gguf.quant;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import llamajar.gguf.TensorType;

/// The formulas of the formats, one weight at a time and without regard to speed: the second
/// opinion that the codecs are compared with. The letters are those of the format description.
final class WeightFormula {
  private final ByteBuffer block;

  WeightFormula(byte[] block) {
    this.block = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
  }

  float weight(TensorType type, int i) {
    return switch (type) {
      case F32 -> block.getFloat(0);
      case F16 -> h(0);
      case BF16 -> Float.intBitsToFloat(u16(0) * 65536);
      case F64 -> (float) block.getDouble(0);
      case I8 -> block.get(0);
      case I16 -> block.getShort(0);
      case I32 -> (float) block.getInt(0);
      case I64 -> (float) block.getLong(0);
      case Q4_0 -> h(0) * (nib(2, i, 16) - 8);
      case Q4_1 -> h(0) * nib(4, i, 16) + h(2);
      case Q5_0 -> h(0) * (nib(6, i, 16) + 16 * bits(u32(2), i, 1) - 16);
      case Q5_1 -> h(0) * (nib(8, i, 16) + 16 * bits(u32(4), i, 1)) + h(2);
      case Q8_0 -> h(0) * block.get(2 + i);
      case IQ4_NL -> h(0) * iq4(nib(2, i, 16));
      case MXFP4 -> (float) (Math.pow(2, b(0) - 128) * fp4(nib(1, i, 16)));
      case NVFP4 -> ue4m3half(b(i / 16)) * fp4(nib(4 + 8 * (i / 16), i % 16, 8));
      case Q1_0 -> h(0) * (2 * bits(b(2 + i / 8), i % 8, 1) - 1);
      case Q2_0 -> h(0) * (bits(b(2 + i / 4), 2 * (i % 4), 2) - 1);
      case Q2_K -> h(80) * bits(b(i / 16), 0, 4) * q2(16, i) - h(82) * bits(b(i / 16), 4, 4);
      case Q3_K -> h(108) * q3Scale(i / 16) * (q2(32, i) - 4 * (1 - bits(b(i % 32), i / 32, 1)));
      case Q4_K -> h(0) * kScale(i / 32) * q4(16, i) - h(2) * kMin(i / 32);
      case Q5_K ->
          h(0) * kScale(i / 32) * (q4(48, i) + 16 * bits(b(16 + i % 32), i / 32, 1))
              - h(2) * kMin(i / 32);
      case Q6_K -> q6(i);
      case IQ2_XXS -> iq2xxs(i);
      case IQ2_XS -> iq2xs(i);
      case IQ2_S -> iq2s(i);
      case IQ3_XXS -> iq3xxs(i);
      case IQ3_S -> iq3s(i);
      case IQ1_S -> iq1s(i);
      case IQ1_M -> iq1m(i);
      case IQ4_XS ->
          h(0)
              * (bits(b(4 + i / 64), 4 * (i / 32 % 2), 4) + 16 * bits(u16(2), 2 * (i / 32), 2) - 32)
              * iq4(nib(8 + 16 * (i / 32), i % 32, 16));
      case TQ1_0 -> tq1(i);
      case TQ2_0 -> h(64) * (q2(0, i) - 1);
    };
  }

  private int q3Scale(int j) {
    return nib(96, j, 8) + 16 * (int) bits(b(104 + j % 4), 2 * (j / 4), 2) - 32;
  }

  private int kScale(int j) {
    return j < 4
        ? (int) bits(b(4 + j), 0, 6)
        : (int) (bits(b(8 + j), 0, 4) + 16 * bits(b(j), 6, 2));
  }

  private int kMin(int j) {
    return j < 4
        ? (int) bits(b(8 + j), 0, 6)
        : (int) (bits(b(8 + j), 4, 4) + 16 * bits(b(4 + j), 6, 2));
  }

  private float q6(int i) {
    int p = i / 128;
    int r = i % 128;
    long low = bits(b(64 * p + r % 64), 4 * (r / 64), 4);
    long high = bits(b(128 + 32 * p + r % 32), 2 * (r / 32), 2);
    return h(208) * block.get(192 + i / 16) * (low + 16 * high - 32);
  }

  private float iq2xxs(int i) {
    int g = i / 32;
    int l = i % 32 / 8;
    long a = u32(2 + 8 * g);
    long z = u32(6 + 8 * g);
    return h(0)
        * ((2 * (z >> 28) + 1) / 8f)
        * Grid.IQ2_XXS.value((int) bits(a, 8 * l, 8), i % 8)
        * sgn(parity8(bits(z, 7 * l, 7)), i % 8);
  }

  private float iq2xs(int i) {
    int v = u16(2 + 2 * (i / 8));
    long s = bits(b(66 + i / 32), 4 * (i / 16 % 2), 4);
    return h(0)
        * ((2 * s + 1) / 8f)
        * Grid.IQ2_XS.value((int) bits(v, 0, 9), i % 8)
        * sgn(parity8(v >> 9), i % 8);
  }

  private float iq2s(int i) {
    int k = i / 8;
    long index = b(2 + k) + 256 * bits(b(66 + k / 4), 2 * (k % 4), 2);
    long s = bits(b(74 + i / 32), 4 * (i / 16 % 2), 4);
    return h(0) * ((2 * s + 1) / 8f) * Grid.IQ2_S.value((int) index, i % 8) * sgn(b(34 + k), i % 8);
  }

  private float iq3xxs(int i) {
    long z = u32(66 + 4 * (i / 32));
    return h(0)
        * ((2 * (z >> 28) + 1) / 4f)
        * Grid.IQ3_XXS.value(b(2 + i / 4), i % 4)
        * sgn(parity8(bits(z, 7 * (i % 32 / 8), 7)), i % 8);
  }

  private float iq3s(int i) {
    int k = i / 4;
    long index = b(2 + k) + 256 * bits(b(66 + i / 32), k % 8, 1);
    long s = bits(b(106 + i / 64), 4 * (i / 32 % 2), 4);
    return h(0) * (2 * s + 1) * Grid.IQ3_S.value((int) index, i % 4) * sgn(b(74 + i / 8), i % 8);
  }

  private float iq1s(int i) {
    int k = i / 8;
    int head = u16(34 + 2 * (i / 32));
    long index = b(2 + k) + 256 * bits(head, 3 * (k % 4), 3);
    float delta = bits(head, 15, 1) == 1 ? -1 / 8f : 1 / 8f;
    return h(0) * (2 * bits(head, 12, 3) + 1) * (Grid.IQ1_S.value((int) index, i % 8) + delta);
  }

  private float iq1m(int i) {
    int[] c = {u16(48), u16(50), u16(52), u16(54)};
    int half = (c[0] >> 12) + ((c[1] >> 12) << 4) + ((c[2] >> 12) << 8) + ((c[3] >> 12) << 12);
    int t = i / 16;
    int k = i / 8;
    long n = bits(b(32 + k / 2), 4 * (k % 2), 4);
    long index = b(k) + 256 * bits(n, 0, 3);
    float delta = bits(n, 3, 1) == 1 ? -1 / 8f : 1 / 8f;
    return Float.float16ToFloat((short) half)
        * (2 * bits(c[t / 4], 3 * (t % 4), 3) + 1)
        * (Grid.IQ1_S.value((int) index, i % 8) + delta);
  }

  private float tq1(int i) {
    int x = i < 160 ? b(i % 32) : i < 240 ? b(32 + (i - 160) % 16) : b(48 + (i - 240) % 4);
    int n = i < 160 ? i / 32 : i < 240 ? (i - 160) / 16 : (i - 240) / 4;
    int digit = (int) (x * Math.pow(3, n)) % 256 * 3 / 256;
    return h(52) * (digit - 1);
  }

  private static float ue4m3half(int x) {
    if (x == 0 || x == 0x7F) {
      return 0;
    }
    int e = x / 8;
    int m = x % 8;
    return (float) (e == 0 ? m * Math.pow(2, -10) : (8 + m) * Math.pow(2, e - 11));
  }

  private static int iq4(int code) {
    int[] values = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
    return values[code];
  }

  private static int fp4(int code) {
    int[] magnitudes = {0, 1, 2, 3, 4, 6, 8, 12};
    return code < 8 ? magnitudes[code] : -magnitudes[code - 8];
  }

  private int nib(int o, int j, int half) {
    return j < half ? b(o + j) % 16 : b(o + j - half) / 16;
  }

  private int q2(int o, int i) {
    return (int) bits(b(o + 32 * (i / 128) + i % 32), 2 * (i / 32 % 4), 2);
  }

  private int q4(int o, int i) {
    return (int) bits(b(o + 32 * (i / 64) + i % 32), 4 * (i / 32 % 2), 4);
  }

  private static long parity8(long s) {
    return s | ((long) (Long.bitCount(s) % 2) << 7);
  }

  private static int sgn(long m, int j) {
    return bits(m, j, 1) == 1 ? -1 : 1;
  }

  private static long bits(long x, int p, int n) {
    return (x >> p) % (1L << n);
  }

  private int b(int k) {
    return Byte.toUnsignedInt(block.get(k));
  }

  private int u16(int k) {
    return Short.toUnsignedInt(block.getShort(k));
  }

  private long u32(int k) {
    return Integer.toUnsignedLong(block.getInt(k));
  }

  private float h(int k) {
    return Float.float16ToFloat(block.getShort(k));
  }
}
