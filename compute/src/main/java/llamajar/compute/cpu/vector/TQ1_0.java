package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// TQ1_0: base-3 digits, which come out of a byte by multiplying it by 3 again and again.
final class TQ1_0 implements RowUnpacker {
  /// Of the last 16 weights: three to the power of the digit's number.
  private static final int[] POWERS = {1, 1, 1, 1, 3, 3, 3, 3, 9, 9, 9, 9, 27, 27, 27, 27};

  /// Of the last 16 weights: where the digit's byte starts in a word.
  private static final int[] SHIFTS = {0, 8, 16, 24, 0, 8, 16, 24, 0, 8, 16, 24, 0, 8, 16, 24};

  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 54L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    float d = Memory.half(block + 52);
    unpackFives(block, 32, d, target);
    unpackFives(block + 32, 16, d, target + 4L * 160);
    unpackFours(block + 48, d, target + 4L * 240);
  }

  /// Unpacks four digits of each of four bytes: those of all bytes, then the next ones.
  private static void unpackFours(long bytes, float d, long target) {
    target = Memory.positive(target);
    FloatVector scale = Lanes.all(d);
    IntVector one = Lanes.all(1);
    IntVector word = Lanes.all(Memory.i32(bytes));
    for (int k = 0; k < 16; k += COUNT) {
      IntVector x = word.lanewise(VectorOperators.LSHR, IntVector.fromArray(Lanes.I, SHIFTS, k));
      IntVector fraction = x.mul(IntVector.fromArray(Lanes.I, POWERS, k)).and(Lanes.all(0xFF));
      IntVector digit = triple(fraction).lanewise(VectorOperators.LSHR, 8);
      Lanes.storeScaled(digit.sub(one), scale, target + 4L * k);
    }
  }

  /// Unpacks five digits of each of `count` bytes.
  private static void unpackFives(long bytes, int count, float d, long target) {
    bytes = Memory.positive(bytes);
    target = Memory.positive(target);
    FloatVector scale = Lanes.all(d);
    IntVector one = Lanes.all(1);
    IntVector fraction = Lanes.all(0xFF);
    for (int k = 0; k < count; k += COUNT) {
      IntVector x = Lanes.unsignedBytes(bytes + k);
      for (int n = 0; n < 5; n++) {
        IntVector tripled = triple(x);
        IntVector digit = tripled.lanewise(VectorOperators.LSHR, 8);
        Lanes.storeScaled(digit.sub(one), scale, target + 4L * (n * count + k));
        x = tripled.and(fraction);
      }
    }
  }

  private static IntVector triple(IntVector x) {
    return x.add(x).add(x);
  }
}
