package llamajar.compute.cpu.vector;

import llamajar.gguf.quant.Grid;

/// IQ2_S: points of 8 magnitudes and eight signs each, with a scale for each 16 weights.
final class IQ2_S implements RowUnpacker {
  private static final long POINTS = Lattice.points(Grid.IQ2_S);

  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 82L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    float d = Memory.half(block) / 8;
    for (int group = 0; group < 8; group++) {
      int indices = Memory.i32(block + 2 + 4L * group);
      int signs = Memory.i32(block + 34 + 4L * group);
      int upper = Memory.u8(block + 66 + group);
      int scales = Memory.u8(block + 74 + group);
      float scale0 = d * (2 * (scales & 0xF) + 1);
      float scale1 = d * (2 * (scales >> 4) + 1);
      long place = target + 4L * 32 * group;
      store(indices, upper << 8, signs, scale0, place);
      store(indices >>> 8, upper << 6, signs >>> 8, scale0, place + 4L * 8);
      store(indices >>> 16, upper << 4, signs >>> 16, scale1, place + 4L * 16);
      store(indices >>> 24, upper << 2, signs >>> 24, scale1, place + 4L * 24);
    }
  }

  /// @param low part of the index in the lowest 8 bits
  /// @param upper part of the index in bits 8 and 9
  /// @param signs in the lowest 8 bits
  private static void store(int low, int upper, int signs, float scale, long target) {
    long index = (low & 0xFF) | (upper & 0x300);
    Lattice.store8(
        POINTS + index * 8 * Float.BYTES,
        Lattice.EIGHT_SIGNS + (long) (signs & 0xFF) * Lattice.FLIPS_BYTES,
        scale,
        target);
  }
}
