package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VCVTDQ2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXBD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLD;

import llamajar.compute.cpu.x64.asm.Vec;

/// Q2_K: two bits of each weight, a scale and a minimum of four bits for each 16.
final class Q2K extends Unpacker512 {
  private final TwoBits bits;
  private final Vec nibble;

  Q2K(Unpack512 u) {
    super(u);
    bits = new TwoBits(u, 16);
    nibble = u.keep(i -> i % 4 == 0 ? 0x0F : 0);
  }

  @Override
  public int offset() {
    return 0;
  }

  @Override
  public boolean isFine() {
    return true;
  }

  @Override
  public boolean hasMinima() {
    return true;
  }

  @Override
  public void scales(int weights) {
    Vec codes = Unpack512.T0;
    u.a.emit(VPMOVZXBD, codes, Unpack512.group(0));
    scale(Unpack512.SCALES, codes, 80, false);
    scale(Unpack512.MINIMA, codes, 82, true);
  }

  private void scale(Vec target, Vec codes, int factor, boolean high) {
    if (high) {
      u.a.emit(VPSRLD, 4, target, codes);
    } else {
      u.a.emit(VPAND, target, codes, nibble);
    }
    u.a.emit(VCVTDQ2PS, target, target);
    u.half(Unpack512.T1, factor);
    u.a.emit(VMULPS, target, target, Unpack512.T1);
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    bits.unpack(target, chunk);
  }
}
