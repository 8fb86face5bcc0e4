package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.VPUNPCKHDQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPUNPCKHQDQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPUNPCKLDQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPUNPCKLQDQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VSHUFI32X4;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Vec;

/// Emits the transposition of 16 vectors of 16 numbers of 32 bits, all in registers.
final class Transposition16 {
  private static final int SIZE = 16;

  /// Lanes 0 and 2 of both sources, and lanes 1 and 3.
  private static final int EVEN_LANES = 0x88;

  private static final int ODD_LANES = 0xDD;

  private Transposition16() {}

  /// Transposes registers 0 to 15, in place; uses all others.
  static void emit(Assembler a) {
    for (int i = 0; i < SIZE; i += 2) {
      a.emit(VPUNPCKLDQ, other(i), vector(i), vector(i + 1));
      a.emit(VPUNPCKHDQ, other(i + 1), vector(i), vector(i + 1));
    }
    // Now each lane of 128 bits has two numbers of two rows; then four of a column.
    for (int i = 0; i < SIZE; i += 4) {
      for (int k = 0; k < 2; k++) {
        a.emit(VPUNPCKLQDQ, vector(i + 2 * k), other(i + k), other(i + 2 + k));
        a.emit(VPUNPCKHQDQ, vector(i + 2 * k + 1), other(i + k), other(i + 2 + k));
      }
    }
    // Lanes of four rows each are exchanged in two steps.
    for (int i = 0; i < SIZE; i += 8) {
      for (int k = 0; k < 4; k++) {
        a.emit(VSHUFI32X4, EVEN_LANES, other(i + k), vector(i + k), vector(i + 4 + k));
        a.emit(VSHUFI32X4, ODD_LANES, other(i + 4 + k), vector(i + k), vector(i + 4 + k));
      }
    }
    for (int k = 0; k < SIZE / 2; k++) {
      a.emit(VSHUFI32X4, EVEN_LANES, vector(k), other(k), other(k + 8));
      a.emit(VSHUFI32X4, ODD_LANES, vector(k + 8), other(k), other(k + 8));
    }
  }

  private static Vec vector(int i) {
    return Vec.zmm(i);
  }

  private static Vec other(int i) {
    return Vec.zmm(SIZE + i);
  }
}
