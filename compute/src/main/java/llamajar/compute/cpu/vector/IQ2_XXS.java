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
    block = Memory.positive(block);
    target = Memory.positive(target);
    float d = Memory.half(block) / 8;
    for (int g = 0; g < 8; g++) {
      int group = Memory.below(8, g);
      long word = Memory.i64(block + 2 + 8L * group);
      float scale = d * (2 * (int) (word >>> 60) + 1);
      long place = target + 128L * group;
      store(word, word >>> 32, scale, place);
      store(word >>> 8, word >>> 39, scale, place + 32);
      store(word >>> 16, word >>> 46, scale, place + 64);
      store(word >>> 24, word >>> 53, scale, place + 96);
    }
  }

  /// @param index in the lowest 8 bits
  /// @param signs in the lowest 7 bits
  private static void store(long index, long signs, float scale, long target) {
    Lattice.store8(
        POINTS + (index & 0xFF) * Lattice.EIGHT_FLOATS_BYTES,
        Lattice.SEVEN_SIGNS + (signs & 0x7F) * Lattice.FLIPS_BYTES,
        scale,
        target);
  }
}
