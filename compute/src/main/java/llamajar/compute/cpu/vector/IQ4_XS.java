package llamajar.compute.cpu.vector;

/// IQ4_XS: values of the codebook, with a six-bit scale for each 32 weights.
final class IQ4_XS implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 136L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    float d = Memory.half(block);
    int upper = Memory.u16(block + 2);
    int lower = Memory.i32(block + 4);
    for (int g = 0; g < 8; g++) {
      int group = Memory.below(8, g);
      int scale = (lower & 0xF) + ((upper & 3) << 4) - 32;
      lower >>>= 4;
      upper >>>= 2;
      CodebookLookup.store32(
          CodebookLookup.IQ4_NL, block + 8 + 16L * group, d * scale, target + 4L * 32 * group);
    }
  }
}
