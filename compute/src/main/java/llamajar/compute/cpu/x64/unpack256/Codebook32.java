package llamajar.compute.cpu.x64.unpack256;

import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Codebook;

/// IQ4_NL: blocks of 32 codes of a codebook with a half-precision scale.
final class Codebook32 extends Unpacker256 {
  private static final int BLOCK_BYTES = 18;

  private final boolean signed;
  private final CodebookTable table;

  Codebook32(Unpack256 u, boolean signed) {
    super(u);
    this.signed = signed;
    table = new CodebookTable(u, Codebook.IQ4_NL, offset());
    Nibbles.keep16(u);
  }

  @Override
  public int offset() {
    return signed ? 0 : 128;
  }

  @Override
  public int largest() {
    return signed ? 128 : 255;
  }

  @Override
  public boolean isSigned() {
    return signed;
  }

  @Override
  public boolean isFine() {
    return false;
  }

  @Override
  public void scales(int weights) {
    Halves.collect(u, Unpack256.SCALES, 0, BLOCK_BYTES, weights);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    Nibbles.unpack16(u, target, chunk * BLOCK_BYTES + 2);
    table.lookUp(target);
  }
}
