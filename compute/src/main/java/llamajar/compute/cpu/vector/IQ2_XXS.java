package llamajar.compute.cpu.vector;

import llamajar.gguf.quant.Grid;

/// IQ2_XXS: points of 8 magnitudes and seven signs each; a group of 32 weights is one 64-bit word.
final class IQ2_XXS implements RowUnpacker {
  private static final long POINTS = Lattice.points(Grid.IQ2_XXS);

  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 66L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    float d = Memory.half(block) / 8;
    for (int group = 0; group < 8; group++) {
      long word = Memory.i64(block + 2 + 8L * group);
      float scale = d * (2 * (int) (word >>> 60) + 1);
      long place = target + 4L * 32 * group;
      store(word, word >>> 32, scale, place);
      store(word >>> 8, word >>> 39, scale, place + 4L * 8);
      store(word >>> 16, word >>> 46, scale, place + 4L * 16);
      store(word >>> 24, word >>> 53, scale, place + 4L * 24);
    }
  }

  /// @param index in the lowest 8 bits
  /// @param signs in the lowest 7 bits
  private static void store(long index, long signs, float scale, long target) {
    Lattice.store8(
        POINTS + (index & 0xFF) * 8 * Float.BYTES,
        Lattice.SEVEN_SIGNS + (signs & 0x7F) * Lattice.FLIPS_BYTES,
        scale,
        target);
  }
}
