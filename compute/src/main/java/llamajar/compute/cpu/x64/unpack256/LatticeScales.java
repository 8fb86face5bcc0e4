package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;

/// Scales `d · (2 s + 1) · factor` of the lattice types, `s` of three or four bits: `2 s + 1` is
/// the code.
final class LatticeScales {
  private LatticeScales() {}

  /// Codes from 8 nibbles.
  ///
  /// @param offset where they are
  static void codes(Unpack256 u, Vec target, int offset) {
    u.a.emit(VPBROADCASTD, target, Unpack256.group(offset));
    u.a.emit(VPSRLVD, target, target, u.ints(i -> 4 * i));
    u.a.emit(VPAND, target, target, u.ints(i -> 15));
    odd(u, target);
  }

  /// `2 s + 1`.
  static void odd(Unpack256 u, Vec codes) {
    u.a.emit(VPADDD, codes, codes, codes);
    u.a.emit(VPADDD, codes, codes, u.ints(i -> 1));
  }

  /// The factor of codes, from the half-precision number at the start of the group.
  static void factor(Unpack256 u, float factor) {
    u.half(Unpack256.FACTOR, 0);
    u.a.emit(VMULPS, Unpack256.FACTOR, Unpack256.FACTOR, u.reals(factor));
  }
}
