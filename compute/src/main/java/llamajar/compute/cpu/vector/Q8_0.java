package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;

/// Q8_0: signed bytes times the scale.
final class Q8_0 implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 34L * b, target + 32L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    FloatVector d = Lanes.all(Memory.half(block));
    for (int i = 0; i < 32; i += COUNT) {
      int k = Memory.below(32, i);
      Lanes.storeScaled(Lanes.signedBytes(block + 2 + k), d, target + 4L * k);
    }
  }
}
