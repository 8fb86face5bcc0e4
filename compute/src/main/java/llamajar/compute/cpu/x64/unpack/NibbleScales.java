package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VCVTDQ2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPADDD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPBROADCASTD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPBROADCASTQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPERMD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLVD;

import llamajar.compute.cpu.x64.asm.Vec;

/// Scales `d · (2 s + 1) · factor` of the lattice types, `s` of three or four bits.
final class NibbleScales {
  private NibbleScales() {}

  /// Scales of 8 or 16 nibbles.
  ///
  /// @param offset where they are
  static void unpack(Unpack512 u, int offset, boolean fine, float factor) {
    Vec s = Unpack512.T0;
    Vec shifts = Unpack512.T1;
    if (fine) {
      u.a.emit(VPBROADCASTQ, s, Unpack512.group(offset));
      u.load(shifts, u.ints(16, i -> i / 8));
      u.a.emit(VPERMD, s, shifts, s);
    } else {
      u.a.emit(VPBROADCASTD, s, Unpack512.group(offset));
    }
    u.a.emit(VPSRLVD, s, s, u.ints(16, i -> 4 * (i % 8)));
    u.a.emit(VPAND, s, s, u.ints(1, i -> 15).inAllLanes());
    finish(u, s, 0, fine, factor);
  }

  /// Scales from their codes.
  static void finish(Unpack512 u, Vec codes, int dOffset, boolean fine, float factor) {
    Vec scales = fine ? Unpack512.SCALES : Unpack512.SCALES.y();
    Vec s = codes.as(scales.bits());
    u.a.emit(VPADDD, s, s, s);
    u.a.emit(VPADDD, s, s, u.ints(1, i -> 1).inAllLanes());
    u.a.emit(VCVTDQ2PS, s, s);
    u.half(Unpack512.T1, dOffset);
    u.a.emit(VMULPS, s, s, u.real(factor).inAllLanes());
    u.a.emit(VMULPS, scales, s, Unpack512.T1.as(scales.bits()));
  }
}
