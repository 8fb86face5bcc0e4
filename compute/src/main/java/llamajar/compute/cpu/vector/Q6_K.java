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
    for (int half = 0; half < 2; half++) {
      long low = block + 64L * half;
      long upper = block + 128 + 32L * half;
      long scales = Memory.i64(block + 192 + 8L * half);
      long place = target + 4L * 128 * half;
      unpackPlanes(low, upper, 4, d, scales, place);
      unpackPlanes(low + 32, upper, 2, d, scales >>> 16, place + 4L * 32);
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
    for (int k = 0; k < 32; k += COUNT) {
      IntVector low = Lanes.unsignedBytes(lowBytes + k);
      IntVector upper =
          Lanes.unsignedBytes(upperBytes + k).lanewise(VectorOperators.LSHL, upperShift);
      long remaining = scales >>> (k / 16 * 8);
      for (int plane = 0; plane < 2; plane++) {
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
