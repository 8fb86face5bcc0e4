package llamajar.compute.cpu.vector;

/// IQ4_NL: values of the codebook times the scale.
final class IQ4_NL implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 18L * b, target + 32L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    CodebookLookup.store32(CodebookLookup.IQ4_NL, block + 2, Memory.half(block), target);
  }
}
