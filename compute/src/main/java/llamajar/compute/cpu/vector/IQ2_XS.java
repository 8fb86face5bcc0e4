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
    block = Memory.positive(block);
    target = Memory.positive(target);
    float d = Memory.half(block) / 8;
    long scales = Memory.i64(block + 66);
    for (int g = 0; g < 8; g++) {
      int group = Memory.below(8, g);
      long words = Memory.i64(block + 2 + 8L * group);
      float scale0 = d * (2 * ((int) scales & 0xF) + 1);
      float scale1 = d * (2 * ((int) scales >>> 4 & 0xF) + 1);
      scales >>>= 8;
      long place = target + 128L * group;
      store(words, scale0, place);
      store(words >>> 16, scale0, place + 32);
      store(words >>> 32, scale1, place + 64);
      store(words >>> 48, scale1, place + 96);
    }
  }

  /// @param word index and signs in the lowest 16 bits
  private static void store(long word, float scale, long target) {
    Lattice.store8(
        POINTS + (word & 0x1FF) * Lattice.EIGHT_FLOATS_BYTES,
        Lattice.SEVEN_SIGNS + (word >>> 9 & 0x7F) * Lattice.FLIPS_BYTES,
        scale,
        target);
  }
}
