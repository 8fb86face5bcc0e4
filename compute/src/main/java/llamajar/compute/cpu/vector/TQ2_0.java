package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;
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
    block = Memory.positive(block);
    target = Memory.positive(target);
    FloatVector d = Lanes.all(Memory.half(block + 64));
    IntVector twoBits = Lanes.all(3);
    IntVector one = Lanes.all(1);
    for (int h = 0; h < 2; h++) {
      int half = Memory.below(2, h);
      for (int i = 0; i < 32; i += COUNT) {
        int k = Memory.below(32, i);
        IntVector bytes = Lanes.unsignedBytes(block + 32L * half + k);
        long place = target + 4L * (128 * half + k);
        for (int p = 0; p < 4; p++) {
          int plane = Memory.below(4, p);
          Lanes.storeScaled(bytes.and(twoBits).sub(one), d, place + 4L * 32 * plane);
          bytes = bytes.lanewise(VectorOperators.LSHR, 2);
        }
      }
    }
  }
}
