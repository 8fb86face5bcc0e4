package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Codebook;

/// NVFP4: blocks of 64 codes of a codebook, with a scale of eight bits for each 16.
final class Nvfp4 extends Unpacker256 {
  private static final int BLOCK_BYTES = 36;

  private final CodebookTable table;

  Nvfp4(Unpack256 u) {
    super(u);
    table = new CodebookTable(u, Codebook.FP4, offset());
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
    return true;
  }

  @Override
  public void scales(int weights) {
    Vec x = Unpack256.T0.x();
    Vec t = Unpack256.T1;
    u.a.emit(VPXOR, x, x, x);
    for (int b = 0; b < weights / 64; b++) {
      u.a.emit(VPINSRD, b, x, x, Unpack256.group(b * BLOCK_BYTES));
    }
    // 0x7F counts as zero, and what is above as NaN.
    u.a.emit(VPCMPEQB, t.x(), x, u.low(0x7F));
    u.a.emit(VPANDN, x, t.x(), x);
    Vec halves = Unpack256.T0;
    u.a.emit(VPMOVSXBW, halves, x);
    u.a.emit(VPSRAW, 15, t, halves);
    // Moved up it is a half-precision number whose exponent is 7 too small.
    u.a.emit(VPSLLW, 7, halves, halves);
    u.a.emit(VPOR, halves, halves, t);
    u.a.emit(VEXTRACTI128, 1, t.x(), halves);
    u.a.emit(VCVTPH2PS, Unpack256.SCALES, halves.x());
    u.a.emit(VCVTPH2PS, Unpack256.MORE_SCALES, t.x());
    u.a.emit(VMULPS, Unpack256.SCALES, Unpack256.SCALES, u.reals(0x1p7f));
    u.a.emit(VMULPS, Unpack256.MORE_SCALES, Unpack256.MORE_SCALES, u.reals(0x1p7f));
  }

  @Override
  public void chunk(int chunk, Vec target) {
    // Each 8 bytes hold 16 codes: the low halves, then the high halves.
    u.a.emit(VMOVDQU, target.x(), Unpack256.group(chunk / 2 * BLOCK_BYTES + 4 + 16 * (chunk % 2)));
    u.a.emit(VPERMQ, 0x50, target, target);
    u.a.emit(VPSRLVQ, target, target, u.ints(i -> i % 4 == 2 ? 4 : 0));
    u.a.emit(VPAND, target, target, u.all(0x0F));
    table.lookUp(target);
  }
}
