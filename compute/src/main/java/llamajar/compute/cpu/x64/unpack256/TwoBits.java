package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;

/// Two-bit codes: 32 bytes hold 128 weights, bits `2 j` and `2 j + 1` those of weights `32 j` to
/// `32 j + 31`.
final class TwoBits {
  private TwoBits() {}

  static void unpack(Unpack256 u, Vec target, int offset, int chunk) {
    u.a.emit(VMOVDQU, target, Unpack256.group(offset + 32 * (chunk / 4)));
    u.moveBit(target, 2 * (chunk % 4), 0);
    u.a.emit(VPAND, target, target, u.all(3));
  }
}
