package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;
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
    block = Memory.positive(block);
    target = Memory.positive(target);
    float d = Memory.half(block + 108);
    long low = Memory.i64(block + 96);
    int upper = Memory.i32(block + 104);
    long scales0 = (low & NIBBLES) | (upperBits(upper) | upperBits(upper >>> 2) << 32);
    long scales8 =
        ((low >>> 4) & NIBBLES) | (upperBits(upper >>> 4) | upperBits(upper >>> 6) << 32);
    for (int half = 0; half < 2; half++) {
      long scales = half == 0 ? scales0 : scales8;
      unpackHalf(block + 32 + 32L * half, block, 4 * half, d, scales, target + 4L * 128 * half);
    }
  }

  /// Two bits of each byte, at the place that is worth 16.
  private static long upperBits(int bytes) {
    return (bytes & 0x03030303L) << 4;
  }

  /// @param thirdBit where the third bit of the first plane is
  /// @param scales one byte for each 16 weights
  private static void unpackHalf(
      long codes, long thirds, int thirdBit, float d, long scales, long target) {
    codes = Memory.positive(codes);
    thirds = Memory.positive(thirds);
    target = Memory.positive(target);
    IntVector twoBits = Lanes.all(3);
    IntVector four = Lanes.all(4);
    for (int i = 0; i < 32; i += COUNT) {
      int k = Memory.below(32, i);
      IntVector low = Lanes.unsignedBytes(codes + k);
      IntVector third =
          Lanes.unsignedBytes(thirds + k)
              .lanewise(VectorOperators.LSHL, 2)
              .lanewise(VectorOperators.LSHR, thirdBit);
      long remaining = scales >>> (k / 16 * 8);
      for (int p = 0; p < 4; p++) {
        int plane = Memory.below(4, p);
        FloatVector scale = Lanes.all(d * (((int) remaining & 0x3F) - 32));
        remaining >>>= 16;
        IntVector code = low.and(twoBits).or(third.and(four)).sub(four);
        Lanes.storeScaled(code, scale, target + 4L * (32 * plane + k));
        low = low.lanewise(VectorOperators.LSHR, 2);
        third = third.lanewise(VectorOperators.LSHR, 1);
      }
    }
  }
}
