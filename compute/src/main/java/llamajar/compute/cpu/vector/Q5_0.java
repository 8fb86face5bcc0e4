package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Q5_0: codes, their fifth bits from a word with one bit for each weight, minus 16, times the
/// scale.
final class Q5_0 implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 22L * b, target + 32L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    FloatVector d = Lanes.all(Memory.half(block));
    IntVector nibble = Lanes.all(0xF);
    IntVector zero = Lanes.all(16);
    int fifths = Memory.i32(block + 2);
    for (int i = 0; i < 16; i += COUNT) {
      int k = Memory.below(16, i);
      IntVector pair = Lanes.unsignedBytes(block + 6 + k);
      IntVector low = pair.and(nibble).or(FifthBits.of(fifths >>> k));
      IntVector high = pair.lanewise(VectorOperators.LSHR, 4).or(FifthBits.of(fifths >>> (16 + k)));
      Lanes.storeScaled(low.sub(zero), d, target + 4L * k);
      Lanes.storeScaled(high.sub(zero), d, target + 4L * (16 + k));
    }
  }
}
