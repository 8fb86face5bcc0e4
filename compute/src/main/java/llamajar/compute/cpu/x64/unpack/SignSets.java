package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VGF2P8AFFINEQB;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU_STORE;

import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;

/// Sets of seven signs whose eighth makes the number of minus signs even.
final class SignSets {
  private final Unpack512 u;
  private final Vec matrix;

  /// Loads constants.
  SignSets(Unpack512 u) {
    this.u = u;
    matrix = u.keep(i -> rowFor(7 - i % 8));
  }

  /// Row for bit `bit` of the result: which bits of the set are added up.
  private static int rowFor(int bit) {
    return bit == 7 ? 0x7F : 1 << bit;
  }

  /// The matrix in the pool.
  static Mem matrix(Unpack512 u) {
    return u.bytes(64, i -> rowFor(7 - i % 8));
  }

  /// Completes 32 sets, whatever their eighth bits are.
  void complete(Vec sets) {
    u.a.emit(VGF2P8AFFINEQB, 0, sets.y(), sets.y(), matrix.y());
  }

  /// Completes 32 sets and stores them.
  void store(Vec sets) {
    complete(sets);
    u.a.emit(VMOVDQU_STORE, Mem.at(Gpr.RSP), sets.y());
  }

  /// The signs of 64 weights.
  static Mem of(int chunk) {
    return Mem.at(Gpr.RSP, 8 * chunk);
  }
}
