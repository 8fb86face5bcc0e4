package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;

/// Scales `d · (2 s + 1) · factor` of the lattice types, `s` of three or four bits.
final class LatticeScales {
  private LatticeScales() {}

  /// Scales of 8 nibbles.
  ///
  /// @param offset where they are
  static void unpack(Unpack256 u, Vec target, int offset, float factor) {
    u.a.emit(VPBROADCASTD, target, Unpack256.group(offset));
    u.a.emit(VPSRLVD, target, target, u.ints(i -> 4 * i));
    u.a.emit(VPAND, target, target, u.ints(i -> 15));
    finish(u, target, factor);
  }

  /// Scales from their codes, with the half-precision number at the start of the group.
  static void finish(Unpack256 u, Vec codes, float factor) {
    u.half(Unpack256.T2, 0);
    multiply(u, codes, Unpack256.T2, factor);
  }

  /// Scales from their codes and `d`.
  static void multiply(Unpack256 u, Vec codes, Vec d, float factor) {
    u.a.emit(VPADDD, codes, codes, codes);
    u.a.emit(VPADDD, codes, codes, u.ints(i -> 1));
    u.a.emit(VCVTDQ2PS, codes, codes);
    u.a.emit(VMULPS, codes, codes, u.reals(factor));
    u.a.emit(VMULPS, codes, codes, d);
  }
}
