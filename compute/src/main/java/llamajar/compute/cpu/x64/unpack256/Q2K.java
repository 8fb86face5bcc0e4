package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;

/// Q2_K: two bits of each weight, a scale and a minimum of four bits for each 16.
final class Q2K extends CodedUnpacker256 {
  Q2K(Unpack256 u) {
    super(u);
    u.keepAllIfRoom(3);
  }

  @Override
  public int offset() {
    return 0;
  }

  @Override
  public int largest() {
    return 3;
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
  public void codes() {
    u.half(Unpack256.FACTOR, 80);
    u.half(Unpack256.T1, 82);
    scale(Unpack256.SCALES, Unpack256.MINIMA, 0);
    scale(Unpack256.MORE_SCALES, Unpack256.MORE_MINIMA, 8);
  }

  private void scale(Vec scales, Vec minima, int offset) {
    u.a.emit(VPMOVZXBD, scales, Unpack256.group(offset));
    u.a.emit(VPSRLD, 4, minima, scales);
    u.a.emit(VPAND, scales, scales, u.ints(i -> 15));
    u.a.emit(VCVTDQ2PS, minima, minima);
    u.a.emit(VMULPS, minima, minima, Unpack256.T1);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    TwoBits.unpack(u, target, 16, chunk);
  }
}
