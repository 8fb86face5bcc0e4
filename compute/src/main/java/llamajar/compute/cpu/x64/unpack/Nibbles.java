package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVW_GPR;
import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTI128;
import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLVD;

import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Vec;

/// Four-bit codes: the low halves of some bytes, then the high halves of the same bytes.
final class Nibbles {
  /// Lanes of the second block.
  private static final Mask UPPER = new Mask(7);

  private final Unpack512 u;
  private final Vec mask;
  private final Vec shifts;

  /// Loads constants.
  ///
  /// @param run bytes that are read twice: 16, so that 64 weights are two runs, or 32
  Nibbles(Unpack512 u, int run) {
    this.u = u;
    mask = u.keep(i -> 0x0F);
    // Counts for 32-bit lanes.
    shifts = u.keep(i -> i % 4 == 0 && i / run % 2 == 1 ? 4 : 0);
    if (run == 16) {
      u.a.mov(Gpr.R12, 0xFF00);
      u.a.emit(KMOVW_GPR, UPPER, Gpr.R12);
    }
  }

  /// Unpacks two runs of 16 bytes, or only the first.
  void unpack(Vec target, int first, int second, int weights) {
    if (weights == 32) {
      u.a.emit(VBROADCASTI128, target.y(), Unpack512.group(first));
    } else {
      u.a.emit(VBROADCASTI128, target, Unpack512.group(first));
      u.a.emit(VBROADCASTI128, target.merge(UPPER), Unpack512.group(second));
    }
    split(target);
  }

  /// Unpacks a run of 32 bytes.
  void unpack(Vec target, int offset) {
    u.a.emit(VBROADCASTI64X4, target, Unpack512.group(offset));
    split(target);
  }

  private void split(Vec target) {
    u.a.emit(VPSRLVD, target, target, shifts);
    u.a.emit(VPAND, target, target, mask);
  }
}
