package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLVW;

import llamajar.compute.cpu.x64.asm.Vec;

/// Two-bit codes: 32 bytes hold 128 weights, bits `2 j` and `2 j + 1` those of weights `32 j` to
/// `32 j
/// + 31`.
final class TwoBits {
  private final Unpack512 u;
  private final int offset;
  private final Vec mask;
  private final Vec evenShifts;
  private final Vec oddShifts;

  /// Loads constants.
  ///
  /// @param offset where the codes are in the group
  TwoBits(Unpack512 u, int offset) {
    this.u = u;
    this.offset = offset;
    mask = u.keep(i -> 3);
    evenShifts = u.keep(i -> i % 2 == 1 ? 0 : i < 32 ? 0 : 2);
    oddShifts = u.keep(i -> i % 2 == 1 ? 0 : i < 32 ? 4 : 6);
  }

  void unpack(Vec target, int chunk) {
    u.a.emit(VBROADCASTI64X4, target, Unpack512.group(offset + 32 * (chunk / 2)));
    u.a.emit(VPSRLVW, target, target, chunk % 2 == 0 ? evenShifts : oddShifts);
    u.a.emit(VPAND, target, target, mask);
  }
}
