package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;

/// Q6_K: four bits of each weight, and two more elsewhere; signed scales for each 16.
final class Q6K extends Unpacker256 {
  Q6K(Unpack256 u) {
    super(u);
  }

  @Override
  public int offset() {
    return 32;
  }

  @Override
  public int largest() {
    return 63;
  }

  @Override
  public boolean isFine() {
    return true;
  }

  @Override
  public void scales(int weights) {
    u.half(Unpack256.T0, 208);
    scale(Unpack256.SCALES, 192);
    scale(Unpack256.MORE_SCALES, 200);
  }

  private void scale(Vec target, int offset) {
    u.a.emit(VPMOVSXBD, target, Unpack256.group(offset));
    u.a.emit(VCVTDQ2PS, target, target);
    u.a.emit(VMULPS, target, target, Unpack256.T0);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    int half = chunk / 4;
    int quarter = chunk % 4;
    Nibbles.unpack32(u, target, 64 * half + 32 * (quarter % 2), quarter >= 2);
    Vec high = Unpack256.T0;
    u.a.emit(VMOVDQU, high, Unpack256.group(128 + 32 * half));
    u.moveBit(high, 2 * quarter, 4);
    u.a.emit(VPAND, high, high, u.all(0x30));
    u.a.emit(VPOR, target, target, high);
  }
}
