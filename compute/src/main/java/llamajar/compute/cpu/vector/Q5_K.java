package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

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
    float d = Memory.half(block);
    float negativeMin = -Memory.half(block + 2);
    long scales = SixBitScales.scales(block + 4);
    long minima = SixBitScales.minima(block + 4);
    for (int pair = 0; pair < 4; pair++) {
      float scale0 = d * (scales & 0xFF);
      float scale1 = d * (scales >>> 8 & 0xFF);
      float minimum0 = negativeMin * (minima & 0xFF);
      float minimum1 = negativeMin * (minima >>> 8 & 0xFF);
      scales >>>= 16;
      minima >>>= 16;
      long codes = block + 48 + 32L * pair;
      long place = target + 4L * 64 * pair;
      for (int k = 0; k < 32; k += COUNT) {
        IntVector bytes = Lanes.unsignedBytes(codes + k);
        IntVector fifths =
            Lanes.unsignedBytes(block + 16 + k).lanewise(VectorOperators.LSHR, 2 * pair);
        IntVector low = bytes.and(0xF).or(fifths.and(1).lanewise(VectorOperators.LSHL, 4));
        IntVector high =
            bytes
                .lanewise(VectorOperators.LSHR, 4)
                .or(fifths.and(2).lanewise(VectorOperators.LSHL, 3));
        Lanes.storeScaled(low, scale0, minimum0, place + 4L * k);
        Lanes.storeScaled(high, scale1, minimum1, place + 4L * (32 + k));
      }
    }
  }
}
