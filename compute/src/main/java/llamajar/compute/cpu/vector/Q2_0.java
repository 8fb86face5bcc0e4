package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Q2_0: two-bit codes, neighbours in one byte, minus 1, times the scale.
final class Q2_0 implements RowUnpacker {
  private static final IntVector SHIFTS = Lanes.IOTA.mul(2);

  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 18L * b, target + 64L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    FloatVector d = Lanes.all(Memory.half(block));
    IntVector twoBits = Lanes.all(3);
    IntVector one = Lanes.all(1);
    for (int w = 0; w < 4; w++) {
      int word = Memory.below(4, w);
      IntVector codes =
          Lanes.all(Memory.i32(block + 2 + 4L * word)).lanewise(VectorOperators.LSHR, SHIFTS);
      for (int i = 0; i < 16; i += COUNT) {
        int k = Memory.below(16, i);
        Lanes.storeScaled(codes.and(twoBits).sub(one), d, target + 4L * (16 * word + k));
        codes = codes.lanewise(VectorOperators.LSHR, 2 * COUNT % 32);
      }
    }
  }
}
