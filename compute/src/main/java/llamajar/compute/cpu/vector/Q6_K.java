package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;
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
    block = Memory.positive(block);
    target = Memory.positive(target);
    float d = Memory.half(block + 208);
    for (int run = 0; run < 4; run++) {
      int half = run / 2;
      int odd = run % 2;
      long scales = Memory.i64(block + 192 + 8L * half) >>> (16 * odd);
      unpackPlanes(
          block + 32L * run,
          block + 128 + 32L * half,
          4 - 2 * odd,
          d,
          scales,
          target + 4L * (128 * half + 32 * odd));
    }
  }

  /// Unpacks 32 weights from low nibbles, and the 32 that come 64 later from high nibbles.
  ///
  /// @param upperShift how far the upper two bits of the first 32 are from their place
  /// @param scales one signed byte for each 16 weights
  private static void unpackPlanes(
      long lowBytes, long upperBytes, int upperShift, float d, long scales, long target) {
    lowBytes = Memory.positive(lowBytes);
    upperBytes = Memory.positive(upperBytes);
    target = Memory.positive(target);
    IntVector nibble = Lanes.all(0xF);
    IntVector upperBits = Lanes.all(0x30);
    IntVector zero = Lanes.all(32);
    for (int i = 0; i < 32; i += COUNT) {
      int k = Memory.below(32, i);
      IntVector low = Lanes.unsignedBytes(lowBytes + k);
      IntVector upper =
          Lanes.unsignedBytes(upperBytes + k).lanewise(VectorOperators.LSHL, upperShift);
      long remaining = scales >>> (k / 16 * 8);
      for (int p = 0; p < 2; p++) {
        int plane = Memory.below(2, p);
        FloatVector scale = Lanes.all(d * (byte) remaining);
        IntVector code = low.and(nibble).or(upper.and(upperBits)).sub(zero);
        Lanes.storeScaled(code, scale, target + 4L * (64 * plane + k));
        low = low.lanewise(VectorOperators.LSHR, 4);
        upper = upper.lanewise(VectorOperators.LSHR, 4);
        remaining >>>= 32;
      }
    }
  }
}
