package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Q6_K: four-bit codes, their upper two bits in planes, and a signed scale for each 16 weights.
final class Q6_K implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 210L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    float d = Memory.half(block + 208);
    unpackHalf(block, block + 128, block + 192, d, target);
    unpackHalf(block + 64, block + 160, block + 200, d, target + 4L * 128);
  }

  private static void unpackHalf(long low, long upper, long scales, float d, long target) {
    for (int k = 0; k < 32; k += COUNT) {
      IntVector low0 = Lanes.unsignedBytes(low + k);
      IntVector low1 = Lanes.unsignedBytes(low + 32 + k);
      IntVector high = Lanes.unsignedBytes(upper + k);
      long scale = scales + k / 16;
      long place = target + 4L * k;
      store(low0.and(0xF), high.lanewise(VectorOperators.LSHL, 4), d, scale, place);
      store(low1.and(0xF), high.lanewise(VectorOperators.LSHL, 2), d, scale + 2, place + 4L * 32);
      store(low0.lanewise(VectorOperators.LSHR, 4), high, d, scale + 4, place + 4L * 64);
      store(
          low1.lanewise(VectorOperators.LSHR, 4),
          high.lanewise(VectorOperators.LSHR, 2),
          d,
          scale + 6,
          place + 4L * 96);
    }
  }

  /// @param low four bits of each code
  /// @param high two bits of each code at bit 4
  private static void store(IntVector low, IntVector high, float d, long scale, long target) {
    Lanes.storeScaled(low.or(high.and(0x30)).sub(32), d * Memory.s8(scale), target);
  }
}
