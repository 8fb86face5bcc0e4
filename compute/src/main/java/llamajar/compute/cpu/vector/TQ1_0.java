package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// TQ1_0: base-3 digits, which come out of a byte by multiplying it by 3 again and again.
final class TQ1_0 implements RowUnpacker {
  /// Of the last 16 weights: where the byte of a lane's digit starts in their word.
  private static final IntVector SHIFTS = Lanes.IOTA.and(3).mul(8);

  /// Three to the power of the number of a lane's digit.
  private static final IntVector POWERS =
      IntVector.fromArray(
          Lanes.I, new int[] {1, 1, 1, 1, 3, 3, 3, 3, 9, 9, 9, 9, 27, 27, 27, 27}, 0);

  /// Three to the power of the number of digits of a byte in one vector: 3, 9 or 81.
  private static final int NEXT_POWER = COUNT == 4 ? 3 : COUNT == 8 ? 9 : 81;

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
    for (int run = 0; run < 3; run++) {
      int stride = run == 2 ? 16 : 32;
      unpackFives(block + 16L * run, stride, d, target + 4L * (run == 2 ? 160 : 16 * run));
    }
    unpackFours(block + 48, d, target + 4L * 240);
  }

  /// Unpacks four digits of each of four bytes: those of all bytes, then the next ones.
  private static void unpackFours(long bytes, float d, long target) {
    target = Memory.positive(target);
    FloatVector scale = Lanes.all(d);
    IntVector one = Lanes.all(1);
    IntVector fraction = Lanes.all(0xFF);
    IntVector word = Lanes.all(Memory.i32(bytes));
    IntVector x = word.lanewise(VectorOperators.LSHR, SHIFTS).mul(POWERS).and(fraction);
    for (int i = 0; i < 16; i += COUNT) {
      int k = Memory.below(16, i);
      IntVector digit = x.add(x).add(x).lanewise(VectorOperators.LSHR, 8);
      Lanes.storeScaled(digit.sub(one), scale, target + 4L * k);
      x = x.mul(Lanes.all(NEXT_POWER)).and(fraction);
    }
  }

  /// Unpacks five digits of each of 16 bytes.
  ///
  /// @param stride weights from a digit of a byte to the next
  private static void unpackFives(long bytes, int stride, float d, long target) {
    bytes = Memory.positive(bytes);
    FloatVector scale = Lanes.all(d);
    IntVector one = Lanes.all(1);
    IntVector fraction = Lanes.all(0xFF);
    for (int i = 0; i < 16; i += COUNT) {
      int k = Memory.below(16, i);
      IntVector x = Lanes.unsignedBytes(bytes + k);
      for (int n = 0; n < 5; n++) {
        IntVector tripled = x.add(x).add(x);
        IntVector digit = tripled.lanewise(VectorOperators.LSHR, 8);
        long place = Memory.positive(target + 4L * (n * stride + k));
        Lanes.storeScaled(digit.sub(one), scale, place);
        x = tripled.and(fraction);
      }
    }
  }
}
