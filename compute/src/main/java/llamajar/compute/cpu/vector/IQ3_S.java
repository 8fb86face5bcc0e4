package llamajar.compute.cpu.vector;

import llamajar.gguf.quant.Grid;

/// IQ3_S: points of 4 magnitudes, and eight signs for each two points.
final class IQ3_S implements RowUnpacker {
  private static final long POINTS = Lattice.points(Grid.IQ3_S);

  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 110L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    float d = Memory.half(block);
    for (int group = 0; group < 8; group++) {
      long indices = Memory.i64(block + 2 + 8L * group);
      int ninths = Memory.u8(block + 66 + group);
      int signs = Memory.i32(block + 74 + 4L * group);
      int scales = Memory.u8(block + 106 + group / 2);
      float scale = d * (2 * (scales >> (group % 2 * 4) & 0xF) + 1);
      long place = target + 4L * 32 * group;
      store(indices, ninths, signs, scale, place);
      store(indices >>> 16, ninths >>> 2, signs >>> 8, scale, place + 4L * 8);
      store(indices >>> 32, ninths >>> 4, signs >>> 16, scale, place + 4L * 16);
      store(indices >>> 48, ninths >>> 6, signs >>> 24, scale, place + 4L * 24);
    }
  }

  /// @param indices low parts of two of them in the lowest 16 bits
  /// @param ninths their upper parts in the lowest 2 bits
  /// @param signs in the lowest 8 bits
  private static void store(long indices, int ninths, int signs, float scale, long target) {
    long index0 = (indices & 0xFF) | (ninths & 1) << 8;
    long index1 = (indices >>> 8 & 0xFF) | (ninths & 2) << 7;
    Lattice.store4(
        POINTS + index0 * 4 * Float.BYTES,
        POINTS + index1 * 4 * Float.BYTES,
        Lattice.EIGHT_SIGNS + (long) (signs & 0xFF) * Lattice.FLIPS_BYTES,
        scale,
        target);
  }
}
