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
    for (int half = 0; half < 2; half++) {
      for (int k = 0; k < 32; k += COUNT) {
        IntVector bytes = Lanes.unsignedBytes(block + 32L * half + k);
        long place = target + 4L * (128 * half + k);
        for (int plane = 0; plane < 4; plane++) {
          Lanes.storeScaled(bytes.and(twoBits).sub(one), d, place + 4L * 32 * plane);
          bytes = bytes.lanewise(VectorOperators.LSHR, 2);
        }
      }
    }
  }
}
