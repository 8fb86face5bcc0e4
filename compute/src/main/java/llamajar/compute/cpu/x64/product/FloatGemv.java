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
import llamajar.compute.cpu.x64.emit.HorizontalSum;
import llamajar.compute.cpu.x64.emit.KernelFrame;
import llamajar.gguf.TensorType;

/// Emits the product of rows of plain weights with a few columns of float32 activations. Several
/// rows are read at a time, so that each activation is read once for all of them.
final class FloatGemv {
  /// Parameters: weights, distance of rows in bytes, number of rows, whole steps in a row, bits of
  /// the rest, see [PlainLoads]; activations, distance of their columns in bytes; target of column
  /// 0, distance of columns in the target in bytes.
  static final int WEIGHTS = 0;

  static final int ROW_BYTES = 8;
  static final int ROWS = 16;
  static final int STEPS = 24;
  static final int REST_BITS = 32;
  static final int ACTIVATIONS = 40;
  static final int ACTIVATION_STRIDE = 48;
  static final int TARGET = 56;
  static final int TARGET_STRIDE = 64;

  /// Most columns.
  static final int MOST_COLUMNS = 8;

  private static final Gpr W = Gpr.RAX;
  private static final Gpr ROW_STEP = Gpr.RBX;
  private static final Gpr X = Gpr.RCX;
  private static final Gpr X_4 = Gpr.RDX;
  private static final Gpr X_STEP = Gpr.R8;
  private static final Gpr X_STEPS_3 = Gpr.R9;
  private static final Gpr LEFT = Gpr.RSI;
  private static final Gpr Y = Gpr.R10;
  private static final Gpr ROWS_LEFT = Gpr.R11;
  private static final Gpr FIRST = Gpr.R13;

  /// As many sums as keep two multipliers with a latency of 4 busy.
  private static final int INDEPENDENT_SUMS = 8;

  private final Assembler a = new Assembler(false);
  private final FloatVectors vectors;
  private final PlainLoads loads;
  private final Vec activation;
  private final int columns;
  private final int rows;
  private final int sums;
  private final int prefetch;

  private FloatGemv(boolean wide, TensorType type, int columns, int rows, int prefetch) {
    this.columns = columns;
    this.rows = rows;
    this.prefetch = prefetch;
    sums = Math.clamp(INDEPENDENT_SUMS / (rows * columns), 1, PlainLoads.LOADS);
    vectors = FloatVectors.of(a, wide);
    activation = vectors.reg(28, 13);
    loads = PlainLoads.of(vectors, type, vectors.reg(29, 14));
  }

  /// The kernel.
  ///
  /// @param wide whether with AVX-512
  /// @param columns 1 to 8
  /// @param rows how many rows are read at a time, 1 to [#rowsAtATime(boolean, int)]; the number of
  ///   rows must be a multiple
  /// @param prefetch how far ahead weights are fetched, in bytes; 0 for not at all
  static byte[] emit(boolean wide, TensorType type, int columns, int rows, int prefetch) {
    FloatGemv kernel = new FloatGemv(wide, type, columns, rows, prefetch);
    kernel.kernel();
    return kernel.a.toBytes();
  }

  /// How many rows can be read at a time: as many as there are registers for their sums, up to 3.
  static int rowsAtATime(boolean wide, int columns) {
    return wide ? 3 : Math.clamp(10 / columns, 1, 3);
  }

  private void kernel() {
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(FIRST, at(p, WEIGHTS));
    a.mov(ROW_STEP, at(p, ROW_BYTES));
    a.mov(X_STEP, at(p, ACTIVATION_STRIDE));
    a.lea(X_STEPS_3, at(X_STEP, X_STEP, 2, 0));
    a.mov(ROWS_LEFT, at(p, ROWS));
    a.mov(Y, at(p, TARGET));
    loads.begin(at(p, REST_BITS));
    Label row = a.here();
    for (int i = 0; i < rows * columns * sums; i++) {
      a.emit(VPXOR, vectors.reg(i), vectors.reg(i), vectors.reg(i));
    }
    a.mov(W, FIRST);
    a.mov(X, at(p, ACTIVATIONS));
    a.lea(X_4, at(X, X_STEP, 4, 0));
    a.mov(LEFT, at(p, STEPS));
    Label end = a.label();
    a.cmp(LEFT, 0);
    a.jump(Condition.LESS_OR_EQUAL, end);
    a.alignLoop();
    Label loop = a.here();
    step(false);
    a.add(W, loads.stepBytes());
    a.add(X, 4 * loads.step());
    a.add(X_4, 4 * loads.step());
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    a.bind(end);
    Label done = a.label();
    a.mov(LEFT, at(p, REST_BITS));
    a.cmp(LEFT, 0);
    a.jump(Condition.EQUAL, done);
    step(true);
    a.bind(done);
    store();
    for (int r = 0; r < rows; r++) {
      a.add(FIRST, ROW_STEP);
    }
    a.add(Y, 4 * rows);
    a.sub(ROWS_LEFT, rows);
    a.jump(Condition.GREATER, row);
    KernelFrame.leave(a);
  }

  private void step(boolean rest) {
    for (int r = 0; r < rows && prefetch > 0 && !rest; r++) {
      for (int i = 0; i < loads.stepBytes(); i += 64) {
        a.prefetch(weights(r, prefetch + i));
      }
    }
    for (int r = 0; r < rows && rest; r++) {
      loads.beginRest(r, weights(r, 0));
    }
    for (int i = 0; i < PlainLoads.LOADS; i++) {
      for (int r = 0; r < rows; r++) {
        Mem from = weights(r, i * loads.loadBytes());
        if (rest) {
          loads.loadRest(weight(r), r, from, i);
        } else {
          loads.load(weight(r), from);
        }
      }
      if (rest) {
        loads.beginFloats(i);
      }
      for (int c = 0; c < columns; c++) {
        Mem from = activations(c, vectors.bytes() * i);
        if (rest) {
          loads.loadFloats(activation, from, i);
        } else if (rows > 1) {
          a.emit(VMOVUPS, activation, from);
        }
        for (int r = 0; r < rows; r++) {
          if (rest || rows > 1) {
            a.emit(VFMADD231PS, sum(r, c, i), weight(r), activation);
          } else {
            a.emit(VFMADD231PS, sum(r, c, i), weight(r), from);
          }
        }
      }
    }
  }

  private static Mem weights(int row, int offset) {
    return row == 0 ? at(W, offset) : at(W, ROW_STEP, row, offset);
  }

  private static Mem activations(int column, int offset) {
    Gpr base = column < 4 ? X : X_4;
    return switch (column % 4) {
      case 0 -> at(base, offset);
      case 3 -> at(base, X_STEPS_3, 1, offset);
      default -> at(base, X_STEP, column % 4, offset);
    };
  }

  private Vec weight(int row) {
    return vectors.reg(24 + row, 10 + row);
  }

  private Vec sum(int row, int column, int load) {
    return vectors.reg((row * columns + column) * sums + load % sums);
  }

  private void store() {
    Gpr y = LEFT;
    a.mov(y, Y);
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        Vec sum = sum(r, c, 0);
        for (int i = 1; i < sums; i++) {
          a.emit(VADDPS, sum, sum, sum(r, c, i));
        }
        HorizontalSum.emit(a, sum, activation);
        a.emit(VMOVSS_STORE, at(y, 4 * r), sum.x());
      }
      a.add(y, at(KernelFrame.PARAMETERS, TARGET_STRIDE));
    }
  }
}
