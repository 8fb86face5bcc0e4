package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Q2_K: two-bit codes in planes, with a scale and a minimum for each 16 weights.
final class Q2_K implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 84L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    float d = Memory.half(block + 80);
    float negativeMin = -Memory.half(block + 82);
    for (int half = 0; half < 2; half++) {
      for (int part = 0; part < 2; part++) {
        long codes = block + 16 + 32L * half + 16L * part;
        long factors = block + 8L * half + part;
        long first = target + 4L * (128 * half + 16 * part);
        unpackPlane(codes, Memory.u8(factors), d, negativeMin, 0, first);
        unpackPlane(codes, Memory.u8(factors + 2), d, negativeMin, 2, first + 4L * 32);
        unpackPlane(codes, Memory.u8(factors + 4), d, negativeMin, 4, first + 4L * 64);
        unpackPlane(codes, Memory.u8(factors + 6), d, negativeMin, 6, first + 4L * 96);
      }
    }
  }

  private static void unpackPlane(
      long codes, int factors, float d, float negativeMin, int shift, long target) {
    float scale = d * (factors & 0xF);
    float minimum = negativeMin * (factors >> 4);
    for (int k = 0; k < 16; k += COUNT) {
      IntVector bytes = Lanes.unsignedBytes(codes + k);
      IntVector code = bytes.lanewise(VectorOperators.LSHR, shift).and(3);
      Lanes.storeScaled(code, scale, minimum, target + 4L * k);
    }
  }
}
