package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Q3_K: two-bit codes in planes, a plane of third bits, and a six-bit scale for each 16 weights.
final class Q3_K implements RowUnpacker {
  private static final long NIBBLES = 0x0F0F0F0F0F0F0F0FL;

  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 110L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    float d = Memory.half(block + 108);
    long low = Memory.i64(block + 96);
    int upper = Memory.i32(block + 104);
    long scales0 = (low & NIBBLES) | (upperBits(upper) | upperBits(upper >>> 2) << 32);
    long scales8 =
        ((low >>> 4) & NIBBLES) | (upperBits(upper >>> 4) | upperBits(upper >>> 6) << 32);
    unpackHalf(block + 32, block, 0, d, scales0, target);
    unpackHalf(block + 64, block, 4, d, scales8, target + 4L * 128);
  }

  /// Two bits of each byte, at the place that is worth 16.
  private static long upperBits(int bytes) {
    return (bytes & 0x03030303L) << 4;
  }

  /// @param thirdBit where the third bit of the first plane is
  /// @param scales one byte for each 16 weights
  private static void unpackHalf(
      long codes, long thirds, int thirdBit, float d, long scales, long target) {
    for (int k = 0; k < 32; k += COUNT) {
      IntVector low = Lanes.unsignedBytes(codes + k);
      IntVector third = Lanes.unsignedBytes(thirds + k).lanewise(VectorOperators.LSHR, thirdBit);
      long shifted = scales >>> (k / 16 * 8);
      long place = target + 4L * k;
      store(low, third.lanewise(VectorOperators.LSHL, 2), d, shifted, place);
      store(
          low.lanewise(VectorOperators.LSHR, 2),
          third.lanewise(VectorOperators.LSHL, 1),
          d,
          shifted >>> 16,
          place + 4L * 32);
      store(low.lanewise(VectorOperators.LSHR, 4), third, d, shifted >>> 32, place + 4L * 64);
      store(
          low.lanewise(VectorOperators.LSHR, 6),
          third.lanewise(VectorOperators.LSHR, 1),
          d,
          shifted >>> 48,
          place + 4L * 96);
    }
  }

  /// @param low two bits of each code at bit 0
  /// @param third one bit of each code at bit 2
  /// @param scale in the lowest byte
  private static void store(IntVector low, IntVector third, float d, long scale, long target) {
    IntVector code = low.and(3).or(third.and(4)).sub(4);
    Lanes.storeScaled(code, d * ((int) (scale & 0x3F) - 32), target);
  }
}
