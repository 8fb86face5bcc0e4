package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

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
    float d = Memory.half(block + 52);
    for (int k = 0; k < 32; k += COUNT) {
      fiveDigits(block + k, d, target + 4L * k, 4L * 32);
    }
    for (int k = 0; k < 16; k += COUNT) {
      fiveDigits(block + 32 + k, d, target + 4L * (160 + k), 4L * 16);
    }
    IntVector word = Lanes.all(Memory.i32(block + 48));
    for (int k = 0; k < 16; k += COUNT) {
      IntVector bytes =
          word.lanewise(VectorOperators.LSHR, IntVector.fromArray(Lanes.I, SHIFTS, k));
      IntVector fraction = bytes.mul(IntVector.fromArray(Lanes.I, POWERS, k)).and(0xFF);
      Lanes.storeScaled(digit(fraction.mul(3)), d, target + 4L * (240 + k));
    }
  }

  private static void fiveDigits(long bytes, float d, long target, long stride) {
    IntVector x = triple(Lanes.unsignedBytes(bytes));
    Lanes.storeScaled(digit(x), d, target);
    x = triple(x.and(0xFF));
    Lanes.storeScaled(digit(x), d, target + stride);
    x = triple(x.and(0xFF));
    Lanes.storeScaled(digit(x), d, target + 2 * stride);
    x = triple(x.and(0xFF));
    Lanes.storeScaled(digit(x), d, target + 3 * stride);
    x = triple(x.and(0xFF));
    Lanes.storeScaled(digit(x), d, target + 4 * stride);
  }

  private static IntVector triple(IntVector x) {
    return x.add(x).add(x);
  }

  private static IntVector digit(IntVector x) {
    return x.lanewise(VectorOperators.LSHR, 8).sub(1);
  }
}
