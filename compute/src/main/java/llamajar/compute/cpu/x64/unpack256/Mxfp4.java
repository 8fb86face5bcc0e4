package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Codebook;

/// MXFP4: blocks of 32 codes of a codebook whose scale is a power of two, stored as its exponent.
final class Mxfp4 extends Unpacker256 {
  private static final int BLOCK_BYTES = 17;

  private final CodebookTable table;

  Mxfp4(Unpack256 u) {
    super(u);
    table = new CodebookTable(u, Codebook.FP4, offset());
    Nibbles.keep16(u);
  }

  @Override
  public int offset() {
    return 12;
  }

  @Override
  public int largest() {
    return 24;
  }

  @Override
  public boolean isFine() {
    return false;
  }

  @Override
  public void scales(int weights) {
    Vec exponents = Unpack256.T0.x();
    u.a.emit(VPXOR, exponents, exponents, exponents);
    for (int b = 0; b < weights / 32; b++) {
      u.a.emit(VPINSRB, b, exponents, exponents, Unpack256.group(b * BLOCK_BYTES));
    }
    Vec e = Unpack256.T0;
    Vec scales = Unpack256.SCALES;
    u.a.emit(VPMOVZXBD, e, exponents);
    // 2^(e − 128): from e = 2 on the exponent field is e − 1; below, the number is denormal.
    u.a.emit(VPADDD, scales, e, u.ints(i -> -1));
    u.a.emit(VPSLLD, 23, scales, scales);
    Vec denormal = Unpack256.T1;
    u.a.emit(VPMINUD, e, e, u.ints(i -> 2));
    u.a.emit(VMOVDQU, denormal, u.ints(i -> 0x00200000));
    u.a.emit(VPSLLVD, denormal, denormal, e);
    u.a.emit(VPMAXSD, scales, scales, denormal);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    Nibbles.unpack16(u, target, chunk * BLOCK_BYTES + 1);
    table.lookUp(target);
  }
}
