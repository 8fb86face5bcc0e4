package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.*;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits the product of a panel `[k][16 rows]` with a tile `[k][24 columns]`, both float32, with
/// AVX-512. A lane is a row; activations are read in all lanes; all sums stay in registers.
final class FloatGemm512 {
  /// Rows of a panel.
  static final int ROWS = 16;

  /// Columns of a tile.
  static final int COLUMNS = 24;

  /// The length is rounded up to a multiple of this.
  static final int UNROLLED = 4;

  /// Parameters: panel, tile, length divided by [#UNROLLED], bits of the rows that are written,
  /// first row of column 0 of the result, distance of columns in the result in bytes.
  static final int PANEL = 0;

  static final int TILE = 8;
  static final int STEPS = 16;
  static final int ROW_BITS = 24;
  static final int TARGET = 32;
  static final int TARGET_STRIDE = 40;

  private static final Gpr W = Gpr.RAX;
  private static final Gpr X = Gpr.RCX;
  private static final Gpr LEFT = Gpr.RDX;
  private static final Gpr Y = Gpr.RSI;
  private static final Gpr Y_STEP = Gpr.R8;
  private static final Mask WRITTEN = new Mask(1);

  private FloatGemm512() {}

  /// The kernel.
  ///
  /// @param columns how many columns of the tile are multiplied, 1 to 24
  /// @param adds whether results are added to what is there already
  static byte[] emit(int columns, boolean adds) {
    Assembler a = new Assembler(false);
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(W, at(p, PANEL));
    a.mov(X, at(p, TILE));
    a.mov(LEFT, at(p, STEPS));
    a.mov(Y_STEP, at(p, TARGET_STRIDE));
    a.emit(KMOVW, WRITTEN, at(p, ROW_BITS));
    a.mov(Y, at(p, TARGET));
    for (int c = 0; c < columns; c++) {
      Vec sum = Vec.zmm(c);
      if (adds) {
        a.emit(VMOVUPS, sum.zero(WRITTEN), at(Y));
        a.add(Y, Y_STEP);
      } else {
        a.emit(VPXOR, sum, sum, sum);
      }
    }
    a.alignLoop();
    Label loop = a.here();
    for (int k = 0; k < UNROLLED; k++) {
      Vec weights = Vec.zmm(COLUMNS + k);
      a.emit(VMOVUPS, weights, at(W, 4 * ROWS * k));
      for (int c = 0; c < columns; c++) {
        a.emit(VFMADD231PS, Vec.zmm(c), weights, at(X, 4 * (COLUMNS * k + c)).inAllLanes());
      }
    }
    a.add(W, 4 * ROWS * UNROLLED);
    a.add(X, 4 * COLUMNS * UNROLLED);
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    a.mov(Y, at(p, TARGET));
    for (int c = 0; c < columns; c++) {
      a.emit(VMOVUPS_STORE, at(Y).merge(WRITTEN), Vec.zmm(c));
      a.add(Y, Y_STEP);
    }
    KernelFrame.leave(a);
    return a.toBytes();
  }
}
