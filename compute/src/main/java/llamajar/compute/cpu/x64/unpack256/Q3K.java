package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;

/// Q3_K: two bits of each weight, and one more in a plane of its own; scales of six bits for each
/// 16.
final class Q3K extends CodedUnpacker256 {
  Q3K(Unpack256 u) {
    super(u);
    u.keepAllIfRoom(3);
    u.keepAllIfRoom(4);
  }

  @Override
  public int offset() {
    return 4;
  }

  @Override
  public int largest() {
    return 7;
  }

  @Override
  public boolean isFine() {
    return true;
  }

  @Override
  public void codes() {
    Vec low = Unpack256.T0.x();
    Vec high = Unpack256.T1.x();
    u.a.emit(VMOVQ, low, Unpack256.group(96));
    u.a.emit(VPSRLW, 4, high, low);
    u.a.emit(VPUNPCKLQDQ, low, low, high);
    u.a.emit(VPAND, low, low, u.low(0x0F));
    // Bits 2 (j / 4) of byte j mod 4.
    u.a.emit(VPBROADCASTD, high, Unpack256.group(104));
    u.a.emit(VPSRLVD, high, high, u.ints(i -> 2 * i));
    u.a.emit(VPAND, high, high, u.low(3));
    u.a.emit(VPSLLW, 4, high, high);
    u.a.emit(VPOR, low, low, high);
    u.a.emit(VPADDB, low, low, u.low(-32));
    u.a.emit(VPMOVSXBD, Unpack256.SCALES, low);
    u.a.emit(VPSRLDQ, 8, low, low);
    u.a.emit(VPMOVSXBD, Unpack256.MORE_SCALES, low);
    u.half(Unpack256.FACTOR, 108);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    TwoBits.unpack(u, target, 32, chunk);
    Q4K.addPlane(u, target, Unpack256.group(0), chunk, 2);
  }
}
