package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Operand;
import llamajar.compute.cpu.x64.asm.Vec;

/// Sets of seven signs whose eighth makes the number of minus signs even.
final class SignSets {
  private SignSets() {}

  /// Completes 32 sets whose eighth bits are zero, and stores them.
  static void complete(Unpack256 u, Vec sets) {
    Vec parity = Unpack256.T2;
    Vec high = Unpack256.T1;
    // A table says for four bits whether their number is odd.
    Operand odd = u.bytes(i -> Integer.bitCount(i % 16) % 2 * 0x80);
    Vec table = Unpack256.MORE_SCALES;
    u.a.emit(VMOVDQU, table, odd);
    u.a.emit(VPAND, parity, sets, u.all(0x0F));
    u.a.emit(VPSRLW, 4, high, sets);
    u.a.emit(VPAND, high, high, u.all(0x07));
    u.a.emit(VPSHUFB, parity, table, parity);
    u.a.emit(VPSHUFB, high, table, high);
    u.a.emit(VPXOR, parity, parity, high);
    u.a.emit(VPOR, sets, sets, parity);
    u.a.emit(VMOVDQU_STORE, Unpack256.local(0), sets);
  }

  /// The signs of 32 weights.
  static Mem of(int chunk) {
    return Unpack256.local(4 * chunk);
  }
}
