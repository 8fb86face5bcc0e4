package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Q2_K: two-bit codes in planes, with a scale and a minimum for each 16 weights.
final class Q2_K implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 84L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    float d = Memory.half(block + 80);
    float negativeMin = -Memory.half(block + 82);
    for (int h = 0; h < 2; h++) {
      int half = Memory.below(2, h);
      long factors = Memory.i64(block + 8L * half);
      unpackHalf(block + 16 + 32L * half, factors, d, negativeMin, target + 4L * 128 * half);
    }
  }

  /// @param factors a scale and a minimum for each 16 weights, the first in the lowest byte
  private static void unpackHalf(
      long codes, long factors, float d, float negativeMin, long target) {
    codes = Memory.positive(codes);
    target = Memory.positive(target);
    IntVector twoBits = Lanes.all(3);
    for (int i = 0; i < 32; i += COUNT) {
      int k = Memory.below(32, i);
      IntVector bytes = Lanes.unsignedBytes(codes + k);
      long remaining = factors >>> (k / 16 * 8);
      for (int p = 0; p < 4; p++) {
        int plane = Memory.below(4, p);
        FloatVector scale = Lanes.all(d * ((int) remaining & 0xF));
        FloatVector minimum = Lanes.all(negativeMin * ((int) (remaining >>> 4) & 0xF));
        remaining >>>= 16;
        Lanes.storeScaled(bytes.and(twoBits), scale, minimum, target + 4L * (32 * plane + k));
        bytes = bytes.lanewise(VectorOperators.LSHR, 2);
      }
    }
  }
}
