package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVW_GPR;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPH2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPBROADCASTW;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.UPPER;

import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Vec;

/// Two blocks of 256 weights, one in the lower and one in the upper half of a vector.
final class TwoHalves {
  private final Unpack512 u;
  private final int blockBytes;

  /// Loads the mask of the upper half.
  TwoHalves(Unpack512 u, int blockBytes) {
    this.u = u;
    this.blockBytes = blockBytes;
    u.a.mov(Gpr.R12, 0xFF00);
    u.a.emit(KMOVW_GPR, UPPER, Gpr.R12);
  }

  /// The blocks' half-precision factors as floats, in eight lanes each.
  void factors(Vec target, int offset, boolean both) {
    u.a.emit(VPBROADCASTW, target.y(), Unpack512.group(offset));
    if (both) {
      u.a.emit(VPBROADCASTW, target.y().merge(UPPER), Unpack512.group(blockBytes + offset));
    }
    u.a.emit(VCVTPH2PS, target, target.y());
  }
}
