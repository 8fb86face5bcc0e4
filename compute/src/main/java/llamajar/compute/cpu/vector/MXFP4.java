package llamajar.compute.cpu.vector;

import llamajar.gguf.quant.ScaleByte;

/// MXFP4: values of the codebook times a power of two.
final class MXFP4 implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 17L * b, target + 32L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    float scale = ScaleByte.e8m0Half(Memory.u8(block));
    CodebookLookup.store32(CodebookLookup.FP4, block + 1, scale, target);
  }
}
