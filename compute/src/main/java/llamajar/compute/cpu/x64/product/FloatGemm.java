package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.*;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.FloatVectors;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits the product of a panel `[k][16 rows]` with a tile of columns, both float32. A lane is a
/// row; activations are read in all lanes; all sums stay in registers.
final class FloatGemm {
  /// Rows of a panel.
  static final int ROWS = 16;

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

  private final Assembler a = new Assembler(false);
  private final FloatVectors vectors;
  private final int columns;

  /// Vectors of the rows of a panel.
  private final int vectorsOfRows;

  private FloatGemm(boolean wide, int columns) {
    vectors = FloatVectors.of(a, wide);
    this.columns = columns;
    vectorsOfRows = ROWS / vectors.lanes();
  }

  /// Columns of a tile.
  static int columns(boolean wide) {
    return wide ? 24 : 6;
  }

  /// Floats from `[k]` to `[k + 1]` in a tile; it has at least as many columns.
  static int tileStride(boolean wide) {
    return wide ? 24 : 8;
  }

  /// The kernel.
  ///
  /// @param wide whether with AVX-512
  /// @param columns how many columns of the tile are multiplied, 1 to all
  /// @param adds whether results are added to what is there already
  static byte[] emit(boolean wide, int columns, boolean adds) {
    FloatGemm kernel = new FloatGemm(wide, columns);
    kernel.kernel(adds);
    return kernel.a.toBytes();
  }

  private void kernel(boolean adds) {
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(W, at(p, PANEL));
    a.mov(X, at(p, TILE));
    a.mov(LEFT, at(p, STEPS));
    a.mov(Y_STEP, at(p, TARGET_STRIDE));
    writtenRows(0);
    a.mov(Y, at(p, TARGET));
    begin(adds);
    a.alignLoop();
    Label loop = a.here();
    for (int k = 0; k < UNROLLED; k++) {
      step(k);
    }
    a.add(W, 4 * ROWS * UNROLLED);
    a.add(X, 4 * tileStride(vectors.isWide()) * UNROLLED);
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    for (int v = 0; v < vectorsOfRows; v++) {
      if (!vectors.isWide()) {
        writtenRows(v);
      }
      a.mov(Y, at(p, TARGET));
      for (int c = 0; c < columns; c++) {
        vectors.store(at(Y, vectors.bytes() * v), sum(c, v), true);
        a.add(Y, Y_STEP);
      }
    }
    KernelFrame.leave(a);
  }

  /// Sets the mask of the rows of a vector that are written.
  private void writtenRows(int vector) {
    // Bit `i` is in byte `i / 8`.
    vectors.rest(at(KernelFrame.PARAMETERS, ROW_BITS + vector));
  }

  private void begin(boolean adds) {
    for (int v = 0; v < vectorsOfRows; v++) {
      if (v > 0 && adds) {
        writtenRows(v);
        a.mov(Y, at(KernelFrame.PARAMETERS, TARGET));
      }
      for (int c = 0; c < columns; c++) {
        Vec sum = sum(c, v);
        if (adds) {
          vectors.load(sum, at(Y, vectors.bytes() * v), true);
          a.add(Y, Y_STEP);
        } else {
          a.emit(VPXOR, sum, sum, sum);
        }
      }
    }
  }

  private void step(int k) {
    for (int v = 0; v < vectorsOfRows; v++) {
      a.emit(VMOVUPS, weights(k, v), at(W, 4 * ROWS * k + vectors.bytes() * v));
    }
    for (int c = 0; c < columns; c++) {
      Mem activation = at(X, 4 * (tileStride(vectors.isWide()) * k + c));
      if (vectors.isWide()) {
        a.emit(VFMADD231PS, sum(c, 0), weights(k, 0), activation.inAllLanes());
      } else {
        Vec all = vectors.reg(14);
        a.emit(VBROADCASTSS, all, activation);
        a.emit(VFMADD231PS, sum(c, 0), weights(k, 0), all);
        a.emit(VFMADD231PS, sum(c, 1), weights(k, 1), all);
      }
    }
  }

  private Vec weights(int k, int vector) {
    return vectors.reg(columns(true) + k, 12 + vector);
  }

  private Vec sum(int column, int vector) {
    return vectors.reg(vectorsOfRows * column + vector);
  }
}
