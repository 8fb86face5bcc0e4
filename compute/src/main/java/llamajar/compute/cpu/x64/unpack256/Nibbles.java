package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;

/// Four-bit codes: the low halves of some bytes, then the high halves of the same bytes.
final class Nibbles {
  private Nibbles() {}

  /// Keeps the constants of [#unpack16].
  static void keep16(Unpack256 u) {
    u.keepIntsIfRoom(Nibbles::shift);
    u.keepAllIfRoom(0x0F);
  }

  /// Unpacks 16 bytes. The upper 128 bits are shifted.
  static void unpack16(Unpack256 u, Vec target, int offset) {
    u.a.emit(VBROADCASTI128, target, Unpack256.group(offset));
    u.a.emit(VPSRLVD, target, target, u.ints(Nibbles::shift));
    u.a.emit(VPAND, target, target, u.all(0x0F));
  }

  /// Unpacks one half of 32 bytes.
  static void unpack32(Unpack256 u, Vec target, int offset, boolean high) {
    u.a.emit(VMOVDQU, target, Unpack256.group(offset));
    if (high) {
      u.a.emit(VPSRLW, 4, target, target);
    }
    u.a.emit(VPAND, target, target, u.all(0x0F));
  }

  private static int shift(int lane) {
    return lane < 4 ? 0 : 4;
  }
}
