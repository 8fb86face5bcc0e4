package llamajar.compute.cpu.vector;

import llamajar.gguf.quant.Grid;

/// IQ1_S: ternary points of 8, moved by an eighth in a direction that 32 weights share.
final class IQ1_S implements RowUnpacker {
  private static final long POINTS = Lattice.bytePoints(Grid.IQ1_S);

  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 50L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    float d = Memory.half(block);
    for (int g = 0; g < 8; g++) {
      int group = Memory.below(8, g);
      int low = Memory.i32(block + 2 + 4L * group);
      int head = Memory.u16(block + 34 + 2L * group);
      float scale = d * (2 * (head >>> 12 & 7) + 1);
      float shift = Lattice.eighth(head << 16);
      long place = target + 4L * 32 * group;
      store(low, head << 8, shift, scale, place);
      store(low >>> 8, head << 5, shift, scale, place + 4L * 8);
      store(low >>> 16, head << 2, shift, scale, place + 4L * 16);
      store(low >>> 24, head >>> 1, shift, scale, place + 4L * 24);
    }
  }

  /// @param low part of the index in the lowest 8 bits
  /// @param upper part of the index in bits 8 to 10
  private static void store(int low, int upper, float shift, float scale, long target) {
    int index = (low & 0xFF) + (upper & 0x700);
    Lattice.store8Shifted(POINTS + 8L * index, shift, scale, target);
  }
}
