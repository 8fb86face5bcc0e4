package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// TQ2_0: two-bit codes in planes, minus 1, times the scale.
final class TQ2_0 implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 66L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    float d = Memory.half(block + 64);
    for (int half = 0; half < 2; half++) {
      for (int k = 0; k < 32; k += COUNT) {
        IntVector codes = Lanes.unsignedBytes(block + 32L * half + k);
        long place = target + 4L * (128 * half + k);
        store(codes, d, place);
        store(codes.lanewise(VectorOperators.LSHR, 2), d, place + 4L * 32);
        store(codes.lanewise(VectorOperators.LSHR, 4), d, place + 4L * 64);
        store(codes.lanewise(VectorOperators.LSHR, 6), d, place + 4L * 96);
      }
    }
  }

  private static void store(IntVector codes, float d, long target) {
    Lanes.storeScaled(codes.and(3).sub(1), d, target);
  }
}
