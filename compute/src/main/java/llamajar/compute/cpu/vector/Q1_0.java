package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Q1_0: one bit for each weight, which is the sign.
final class Q1_0 implements RowUnpacker {
  private static final int SIGN = 0x80000000;

  /// How far bit `lane` is from the sign's place.
  private static final IntVector DISTANCES = Lanes.all(31).sub(Lanes.IOTA);

  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 18L * b, target + 128L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    // A bit that is set means plus: it turns the sign of −d.
    IntVector negative = Lanes.all(Float.floatToRawIntBits(-Memory.half(block)));
    for (int w = 0; w < 4; w++) {
      int word = Memory.below(4, w);
      IntVector bits = Lanes.all(Memory.i32(block + 2 + 4L * word));
      for (int i = 0; i < 32; i += COUNT) {
        int k = Memory.below(32, i);
        IntVector plus =
            bits.lanewise(VectorOperators.LSHR, k)
                .lanewise(VectorOperators.LSHL, DISTANCES)
                .and(SIGN);
        IntVector weight = negative.lanewise(VectorOperators.XOR, plus);
        Lanes.store(weight.reinterpretAsFloats(), target + 4L * (32 * word + k));
      }
    }
  }
}
