package llamajar.compute.cpu.vector;

import llamajar.gguf.quant.ScaleByte;

/// NVFP4: values of the codebook, with a one-byte float as scale for each 16 weights.
final class NVFP4 implements RowUnpacker {
  /// The scales of all bytes.
  private static final float[] SCALES = new float[256];

  static {
    for (int x = 0; x < SCALES.length; x++) {
      SCALES[x] = ScaleByte.ue4m3Half(x);
    }
  }

  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 36L * b, target + 64L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    for (int g = 0; g < 4; g++) {
      int group = Memory.below(4, g);
      float scale = SCALES[Memory.u8(block + group)];
      CodebookLookup.store16(
          CodebookLookup.FP4, block + 4 + 8L * group, scale, target + 4L * 16 * group);
    }
  }
}
