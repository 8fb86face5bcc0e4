package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;

/// Q6_K: four bits of each weight, and two more elsewhere; signed scales for each 16.
final class Q6K extends CodedUnpacker256 {
  Q6K(Unpack256 u) {
    super(u);
    u.keepAllIfRoom(0x0F);
    u.keepAllIfRoom(0x30);
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
  public void codes() {
    u.a.emit(VPMOVSXBD, Unpack256.SCALES, Unpack256.group(192));
    u.a.emit(VPMOVSXBD, Unpack256.MORE_SCALES, Unpack256.group(200));
    u.half(Unpack256.FACTOR, 208);
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
