package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VPADDB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPTESTMB;

import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Vec;

/// The highest bits of 256 weights, in 32 bytes of which bit `j` belongs to weights `32 j` to `32 j
/// + 31`.
final class BitPlanes {
  private static final Mask SET = new Mask(1);

  private final Unpack512 u;
  private final int offset;
  private final Vec value;

  /// Loads constants.
  ///
  /// @param offset where the planes are in the group
  /// @param value what a bit is worth
  BitPlanes(Unpack512 u, int offset, int value) {
    this.u = u;
    this.offset = offset;
    this.value = u.keep(i -> value);
  }

  /// Adds the bits of 64 weights.
  void addTo(Vec target, int chunk) {
    Vec planes = Unpack512.T0;
    u.a.emit(VBROADCASTI64X4, planes, Unpack512.group(offset));
    u.a.emit(VPTESTMB, SET, planes, u.bytes(64, i -> 1 << (2 * chunk + i / 32)));
    u.a.emit(VPADDB, target.merge(SET), target, value);
  }
}
