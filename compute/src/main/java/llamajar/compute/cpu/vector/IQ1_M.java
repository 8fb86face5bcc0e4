package llamajar.compute.cpu.vector;

import llamajar.gguf.quant.Grid;

/// IQ1_M: ternary points of 8, each moved by an eighth in its own direction, with a scale for each
/// 16 weights.
final class IQ1_M implements RowUnpacker {
  private static final long POINTS = Lattice.bytePoints(Grid.IQ1_S);

  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 56L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    long words = Memory.i64(block + 48);
    float d = scaleOfScales(words);
    for (int g = 0; g < 8; g++) {
      int group = Memory.below(8, g);
      int low = Memory.i32(block + 4L * group);
      int heads = Memory.u16(block + 32 + 2L * group);
      int scales = (int) (words >>> (16 * (group / 2) + 6 * (group % 2)));
      float scale0 = d * (2 * (scales & 7) + 1);
      float scale1 = d * (2 * (scales >>> 3 & 7) + 1);
      long place = target + 4L * 32 * group;
      store(low, heads, scale0, place);
      store(low >>> 8, heads >>> 4, scale0, place + 4L * 8);
      store(low >>> 16, heads >>> 8, scale1, place + 4L * 16);
      store(low >>> 24, heads >>> 12, scale1, place + 4L * 24);
    }
  }

  /// A binary16 number, one nibble at the top of each of four words.
  private static float scaleOfScales(long words) {
    long bits =
        (words >>> 12 & 0xF)
            | (words >>> 24 & 0xF0)
            | (words >>> 36 & 0xF00)
            | (words >>> 48 & 0xF000);
    return Float.float16ToFloat((short) bits);
  }

  /// @param low part of the index in the lowest 8 bits
  /// @param head upper part of the index in the lowest 3 bits, then the direction
  private static void store(int low, int head, float scale, long target) {
    int index = (low & 0xFF) + ((head & 7) << 8);
    float shift = Lattice.eighth(head << 28);
    Lattice.store8Shifted(POINTS + 8L * index, shift, scale, target);
  }
}
