package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

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
    float d = Memory.half(block);
    float minimum = Memory.half(block + 2);
    IntVector fifths = Lanes.all(Memory.i32(block + 4)).lanewise(VectorOperators.LSHR, Lanes.IOTA);
    for (int k = 0; k < 16; k += COUNT) {
      IntVector pair = Lanes.unsignedBytes(block + 8 + k);
      IntVector low = pair.and(0xF).or(FifthBits.at(fifths, k));
      IntVector high = pair.lanewise(VectorOperators.LSHR, 4).or(FifthBits.at(fifths, 16 + k));
      Lanes.storeScaled(low, d, minimum, target + 4L * k);
      Lanes.storeScaled(high, d, minimum, target + 4L * (16 + k));
    }
  }
}
