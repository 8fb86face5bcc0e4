package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPH2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPCMPUB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPERMQ_INDEX;
import static llamajar.compute.cpu.x64.asm.Instruction.VPINSRD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVSXBW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPOR;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSLLW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRAW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLVQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPXOR;

import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Codebook;

/// NVFP4: blocks of 64 codes of a codebook, with a scale of eight bits for each 16.
final class Nvfp4 extends Unpacker512 {
  private static final int BLOCK_BYTES = 36;
  private static final int NOT_EQUAL = 4;
  private static final Mask NUMBER = new Mask(1);

  private final CodebookTable table;
  private final Vec twice;
  private final Vec shifts;
  private final Vec mask;

  Nvfp4(Unpack512 u) {
    super(u);
    table = new CodebookTable(u, Codebook.FP4, 12);
    // Each 8 bytes hold 16 codes: the low halves, then the high halves.
    twice = u.keep(i -> i % 8 == 0 ? i / 16 : 0);
    shifts = u.keep(i -> i % 16 == 8 ? 4 : 0);
    mask = u.keep(i -> 0x0F);
  }

  @Override
  public int offset() {
    return 12;
  }

  @Override
  public boolean isFine() {
    return true;
  }

  @Override
  public void scales(int weights) {
    Vec x = Unpack512.T0.x();
    Vec halves = Unpack512.T1.y();
    Vec signs = Unpack512.T2.y();
    u.a.emit(VPXOR, x, x, x);
    for (int b = 0; b < weights / 64; b++) {
      u.a.emit(VPINSRD, b, x, x, Unpack512.group(b * BLOCK_BYTES));
    }
    // 0x7F counts as zero, and what is above as NaN.
    u.a.emit(VPCMPUB, NOT_EQUAL, NUMBER, x, u.bytes(16, i -> 0x7F));
    u.a.emit(VPMOVSXBW, halves.zero(NUMBER), x);
    u.a.emit(VPSRAW, 15, signs, halves);
    // Moved up it is a half-precision number whose exponent is 7 too small.
    u.a.emit(VPSLLW, 7, halves, halves);
    u.a.emit(VPOR, halves, halves, signs);
    u.a.emit(VCVTPH2PS, Unpack512.SCALES, halves);
    u.all(Unpack512.T0, 0x1p7f);
    u.a.emit(VMULPS, Unpack512.SCALES, Unpack512.SCALES, Unpack512.T0);
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    u.a.emit(VMOVDQU, target.y(), Unpack512.group(chunk * BLOCK_BYTES + 4));
    u.a.emit(VPERMQ_INDEX, target, twice, target);
    u.a.emit(VPSRLVQ, target, target, shifts);
    u.a.emit(VPAND, target, target, mask);
    table.lookUp(target);
  }
}
