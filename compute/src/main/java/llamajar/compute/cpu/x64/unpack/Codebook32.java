package llamajar.compute.cpu.x64.unpack;

import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Codebook;

/// IQ4_NL: blocks of 32 codes of a codebook with a half-precision scale.
final class Codebook32 extends Unpacker512 {
  private static final int BLOCK_BYTES = 18;

  private final Nibbles nibbles;
  private final CodebookTable table;

  Codebook32(Unpack512 u) {
    super(u);
    nibbles = new Nibbles(u, 16);
    table = new CodebookTable(u, Codebook.IQ4_NL, offset());
  }

  @Override
  public int offset() {
    return 128;
  }

  @Override
  public boolean isFine() {
    return false;
  }

  @Override
  public void scales(int weights) {
    Halves.collect(u, Unpack512.SCALES, 0, BLOCK_BYTES, weights / 32);
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    int first = 2 * chunk * BLOCK_BYTES + 2;
    nibbles.unpack(target, first, first + BLOCK_BYTES, weights);
    table.lookUp(target);
  }
}
