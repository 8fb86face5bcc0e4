package llamajar.compute.cpu.vector;

import llamajar.gguf.quant.Grid;

/// IQ2_XS: points of 8 magnitudes and seven signs each, with a scale for each 16 weights.
final class IQ2_XS implements RowUnpacker {
  private static final long POINTS = Lattice.points(Grid.IQ2_XS);

  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 74L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    float d = Memory.half(block) / 8;
    for (int group = 0; group < 8; group++) {
      long words = Memory.i64(block + 2 + 8L * group);
      int scales = Memory.u8(block + 66 + group);
      float scale0 = d * (2 * (scales & 0xF) + 1);
      float scale1 = d * (2 * (scales >> 4) + 1);
      long place = target + 4L * 32 * group;
      store(words, scale0, place);
      store(words >>> 16, scale0, place + 4L * 8);
      store(words >>> 32, scale1, place + 4L * 16);
      store(words >>> 48, scale1, place + 4L * 24);
    }
  }

  /// @param word index and signs in the lowest 16 bits
  private static void store(long word, float scale, long target) {
    Lattice.store8(
        POINTS + (word & 0x1FF) * 8 * Float.BYTES,
        Lattice.SEVEN_SIGNS + (word >>> 9 & 0x7F) * Lattice.FLIPS_BYTES,
        scale,
        target);
  }
}
