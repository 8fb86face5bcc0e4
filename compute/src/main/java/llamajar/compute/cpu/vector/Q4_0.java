package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Q4_0: codes minus 8, times the scale.
final class Q4_0 implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 18L * b, target + 32L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    FloatVector d = Lanes.all(Memory.half(block));
    IntVector nibble = Lanes.all(0xF);
    IntVector zero = Lanes.all(8);
    for (int i = 0; i < 16; i += COUNT) {
      int k = Memory.below(16, i);
      IntVector pair = Lanes.unsignedBytes(block + 2 + k);
      IntVector high = pair.lanewise(VectorOperators.LSHR, 4);
      Lanes.storeScaled(pair.and(nibble).sub(zero), d, target + 4L * k);
      Lanes.storeScaled(high.sub(zero), d, target + 4L * (16 + k));
    }
  }
}
