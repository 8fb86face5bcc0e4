package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Q5_1: codes, their fifth bits from a word with one bit for each weight, times the scale, plus
/// the minimum.
final class Q5_1 implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 24L * b, target + 32L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    FloatVector d = Lanes.all(Memory.half(block));
    FloatVector minimum = Lanes.all(Memory.half(block + 2));
    IntVector nibble = Lanes.all(0xF);
    int fifths = Memory.i32(block + 4);
    for (int i = 0; i < 16; i += COUNT) {
      int k = Memory.below(16, i);
      IntVector pair = Lanes.unsignedBytes(block + 8 + k);
      IntVector low = pair.and(nibble).or(FifthBits.of(fifths >>> k));
      IntVector high = pair.lanewise(VectorOperators.LSHR, 4).or(FifthBits.of(fifths >>> (16 + k)));
      Lanes.storeScaled(low, d, minimum, target + 4L * k);
      Lanes.storeScaled(high, d, minimum, target + 4L * (16 + k));
    }
  }
}
