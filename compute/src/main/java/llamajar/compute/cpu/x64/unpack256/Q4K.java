package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;

/// Q4_K and Q5_K: four bits of each weight, and one more in a plane of its own; scales and minima
/// of six bits for each 32.
final class Q4K extends CodedUnpacker256 {
  private final boolean fifthBit;

  Q4K(Unpack256 u, boolean fifthBit) {
    super(u);
    this.fifthBit = fifthBit;
    u.keepAllIfRoom(0x0F);
    if (fifthBit) {
      u.keepAllIfRoom(16);
    }
  }

  @Override
  public int offset() {
    return 0;
  }

  @Override
  public int largest() {
    return fifthBit ? 31 : 15;
  }

  @Override
  public boolean isFine() {
    return false;
  }

  @Override
  public boolean hasMinima() {
    return true;
  }

  @Override
  public void codes() {
    // Bytes 0 to 7 are the lower six bits of scales 0 to 3 and minima 0 to 3, and the upper two of
    // the others, whose lower four are the nibbles of bytes 8 to 11.
    Vec first = Unpack256.T0.x();
    Vec last = Unpack256.T1.x();
    Vec t = Unpack256.T2.x();
    u.a.emit(VMOVQ, first, Unpack256.group(4));
    u.a.emit(VMOVD, last, Unpack256.group(12));
    u.a.emit(VPSLLQ, 28, t, last);
    u.a.emit(VPOR, last, last, t);
    u.a.emit(VPAND, last, last, u.low(0x0F));
    u.a.emit(VPSRLW, 2, t, first);
    u.a.emit(VPAND, t, t, u.low(0x30));
    u.a.emit(VPOR, last, last, t);
    u.a.emit(VPAND, first, first, u.low(0x3F));
    u.a.emit(VPUNPCKLDQ, first, first, last);
    u.a.emit(VPMOVZXBD, Unpack256.SCALES, first);
    u.a.emit(VPSRLDQ, 8, first, first);
    u.a.emit(VPMOVZXBD, Unpack256.MINIMA, first);
    u.a.emit(VCVTDQ2PS, Unpack256.MINIMA, Unpack256.MINIMA);
    u.half(Unpack256.T1, 2);
    u.a.emit(VMULPS, Unpack256.MINIMA, Unpack256.MINIMA, Unpack256.T1);
    u.half(Unpack256.FACTOR, 0);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    Nibbles.unpack32(u, target, (fifthBit ? 48 : 16) + 32 * (chunk / 2), chunk % 2 == 1);
    if (fifthBit) {
      addPlane(u, target, Unpack256.group(16), chunk, 4);
    }
  }

  /// Adds the bits of a plane of 32 bytes, of which bit `j` belongs to weights `32 j` to `32 j +
  /// 31`.
  ///
  /// @param bit what it is worth, as a power of two
  static void addPlane(Unpack256 u, Vec target, Mem plane, int chunk, int bit) {
    Vec t = Unpack256.T0;
    u.a.emit(VMOVDQU, t, plane);
    u.moveBit(t, chunk, bit);
    u.a.emit(VPAND, t, t, u.all(1 << bit));
    u.a.emit(VPOR, target, target, t);
  }
}
