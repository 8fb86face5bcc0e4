package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Q5_K: four-bit codes and eight planes of fifth bits, with a six-bit scale and minimum for each
/// 32 weights.
final class Q5_K implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 176L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    float d = Memory.half(block);
    float negativeMin = -Memory.half(block + 2);
    long scales = SixBitScales.scales(block + 4);
    long minima = SixBitScales.minima(block + 4);
    for (int p = 0; p < 4; p++) {
      int pair = Memory.below(4, p);
      long codes = block + 48 + 32L * pair;
      long place = target + 256L * pair;
      unpackPair(codes, block + 16, 2 * pair, d, scales, negativeMin, minima, place);
      scales >>>= 16;
      minima >>>= 16;
    }
  }

  /// @param fifthBit where the fifth bits of the first group are
  /// @param scales of two groups of 32 in the lowest bytes
  /// @param minima likewise
  private static void unpackPair(
      long codes,
      long fifths,
      int fifthBit,
      float d,
      long scales,
      float negativeMin,
      long minima,
      long target) {
    codes = Memory.positive(codes);
    fifths = Memory.positive(fifths);
    target = Memory.positive(target);
    FloatVector scale0 = Lanes.all(d * ((int) scales & 0xFF));
    FloatVector scale1 = Lanes.all(d * ((int) (scales >>> 8) & 0xFF));
    FloatVector minimum0 = Lanes.all(negativeMin * ((int) minima & 0xFF));
    FloatVector minimum1 = Lanes.all(negativeMin * ((int) (minima >>> 8) & 0xFF));
    IntVector nibble = Lanes.all(0xF);
    IntVector sixteen = Lanes.all(16);
    for (int i = 0; i < 32; i += COUNT) {
      int k = Memory.below(32, i);
      IntVector bytes = Lanes.unsignedBytes(codes + k);
      IntVector high = bytes.lanewise(VectorOperators.LSHR, 4);
      IntVector fifth0 =
          Lanes.unsignedBytes(fifths + k)
              .lanewise(VectorOperators.LSHL, 4)
              .lanewise(VectorOperators.LSHR, fifthBit);
      IntVector fifth1 = fifth0.lanewise(VectorOperators.LSHR, 1);
      Lanes.storeScaled(
          bytes.and(nibble).or(fifth0.and(sixteen)), scale0, minimum0, target + 4L * k);
      Lanes.storeScaled(high.or(fifth1.and(sixteen)), scale1, minimum1, target + 4L * (32 + k));
    }
  }
}
