package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

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
    float d = Memory.half(block);
    for (int word = 0; word < 4; word++) {
      IntVector codes =
          Lanes.all(Memory.i32(block + 2 + 4L * word)).lanewise(VectorOperators.LSHR, SHIFTS);
      for (int k = 0; k < 16; k += COUNT) {
        IntVector code = codes.lanewise(VectorOperators.LSHR, 2 * k).and(3).sub(1);
        Lanes.storeScaled(code, d, target + 4L * (16 * word + k));
      }
    }
  }
}
