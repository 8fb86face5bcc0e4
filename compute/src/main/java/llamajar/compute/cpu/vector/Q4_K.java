package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Q4_K: four-bit codes with a six-bit scale and minimum for each 32 weights.
final class Q4_K implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 144L * b, target + 256L * Float.BYTES * b);
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
      long codes = block + 16 + 32L * pair;
      long place = target + 4L * 64 * pair;
      for (int k = 0; k < 32; k += COUNT) {
        IntVector bytes = Lanes.unsignedBytes(codes + k);
        Lanes.storeScaled(bytes.and(0xF), scale0, minimum0, place + 4L * k);
        Lanes.storeScaled(
            bytes.lanewise(VectorOperators.LSHR, 4), scale1, minimum1, place + 4L * (32 + k));
      }
    }
  }
}
