package llamajar.compute.cpu.vector;

import llamajar.gguf.quant.Grid;

/// IQ3_XXS: points of 4 magnitudes, and seven signs for each two points.
final class IQ3_XXS implements RowUnpacker {
  private static final long POINTS = Lattice.points(Grid.IQ3_XXS);

  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 98L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    float d = Memory.half(block) / 4;
    for (int group = 0; group < 8; group++) {
      long indices = Memory.i64(block + 2 + 8L * group);
      int word = Memory.i32(block + 66 + 4L * group);
      float scale = d * (2 * (word >>> 28) + 1);
      long place = target + 4L * 32 * group;
      store(indices, word, scale, place);
      store(indices >>> 16, word >>> 7, scale, place + 4L * 8);
      store(indices >>> 32, word >>> 14, scale, place + 4L * 16);
      store(indices >>> 48, word >>> 21, scale, place + 4L * 24);
    }
  }

  /// @param indices two of them in the lowest 16 bits
  /// @param signs in the lowest 7 bits
  private static void store(long indices, int signs, float scale, long target) {
    Lattice.store4(
        POINTS + (indices & 0xFF) * 4 * Float.BYTES,
        POINTS + (indices >>> 8 & 0xFF) * 4 * Float.BYTES,
        Lattice.SEVEN_SIGNS + (long) (signs & 0x7F) * Lattice.FLIPS_BYTES,
        scale,
        target);
  }
}
