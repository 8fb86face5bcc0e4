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
    block = Memory.positive(block);
    target = Memory.positive(target);
    float d = Memory.half(block) / 4;
    for (int g = 0; g < 8; g++) {
      int group = Memory.below(8, g);
      int word = Memory.i32(block + 66 + 4L * group);
      float scale = d * (2 * (word >>> 28) + 1);
      for (int j = 0; j < 4; j++) {
        int k = 4 * group + Memory.below(4, j);
        Lattice.store4(
            POINTS + Memory.u8(block + 2 + 2L * k) * Lattice.FOUR_FLOATS_BYTES,
            POINTS + Memory.u8(block + 3 + 2L * k) * Lattice.FOUR_FLOATS_BYTES,
            Lattice.SEVEN_SIGNS + (word & 0x7F) * Lattice.FLIPS_BYTES,
            scale,
            target + 32L * k);
        word >>>= 7;
      }
    }
  }
}
