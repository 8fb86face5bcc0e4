package llamajar.compute.cpu.x64.emit;

import static llamajar.compute.cpu.x64.asm.Instruction.VINSERTI128;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VPUNPCKHDQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPUNPCKHQDQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPUNPCKLDQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPUNPCKLQDQ;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;

/// Makes vectors of one number of each row from rows of numbers of 32 bits.
public final class RowTransposition {
  private RowTransposition() {}

  /// Emits the transposition of four neighbouring numbers of 8 or 16 rows.
  ///
  /// @param bits of a vector: 256 for 8 rows, 512 for 16
  /// @param registers the first of eight vector registers that are used
  /// @param first the numbers of the first row
  /// @param rowBytes distance of rows
  /// @return registers with the first to the fourth number of all rows
  public static Vec[] emit(Assembler a, int bits, int registers, Mem first, int rowBytes) {
    Vec[] z = new Vec[4];
    Vec[] t = new Vec[4];
    for (int j = 0; j < 4; j++) {
      z[j] = Vec.xmm(registers + j).as(bits);
      t[j] = Vec.xmm(registers + 4 + j).as(bits);
      a.emit(VMOVDQU, z[j].x(), first.plus(j * rowBytes));
      for (int lane = 1; lane < bits / 128; lane++) {
        a.emit(VINSERTI128, lane, z[j], z[j], first.plus((4 * lane + j) * rowBytes));
      }
    }
    a.emit(VPUNPCKLDQ, t[0], z[0], z[1]);
    a.emit(VPUNPCKHDQ, t[1], z[0], z[1]);
    a.emit(VPUNPCKLDQ, t[2], z[2], z[3]);
    a.emit(VPUNPCKHDQ, t[3], z[2], z[3]);
    a.emit(VPUNPCKLQDQ, z[0], t[0], t[2]);
    a.emit(VPUNPCKHQDQ, z[1], t[0], t[2]);
    a.emit(VPUNPCKLQDQ, z[2], t[1], t[3]);
    a.emit(VPUNPCKHQDQ, z[3], t[1], t[3]);
    return z;
  }
}
