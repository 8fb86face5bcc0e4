package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.*;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.FloatVectors;
import llamajar.compute.cpu.x64.emit.KernelFrame;
import llamajar.compute.cpu.x64.emit.RowTransposition;
import llamajar.gguf.TensorType;

/// Emits the kernel that brings rows of numbers of a plain type, up to as many as a vector has
/// lanes, into the order `[k][row]`, as float32: a step of each row into a buffer, then all of them
/// transposed.
final class FloatPack {
  /// Parameters: numbers, distance of rows in bytes, rows, whole steps in a row, bits of the rest,
  /// see [PlainLoads]; target; bits of the rows that are written, with AVX-512, and all of them
  /// without; buffer of [#bufferBytes(boolean)]. Behind the end of rows, zeros are written up to a
  /// whole step.
  static final int SOURCE = 0;

  static final int ROW_BYTES = 8;
  static final int ROWS = 16;
  static final int STEPS = 24;
  static final int REST_BITS = 32;
  static final int TARGET = 40;
  static final int ROW_BITS = 48;
  static final int BUFFER = 56;

  private static final Gpr FROM = Gpr.RAX;
  private static final Gpr FIRST = Gpr.RSI;
  private static final Gpr LEFT = Gpr.RCX;
  private static final Gpr ROWS_LEFT = Gpr.R8;
  private static final Gpr TO = Gpr.R9;
  private static final Gpr TARGET_AT = Gpr.R10;
  private static final Gpr ROW_STEP = Gpr.R11;
  private static final Gpr BUFFER_AT = Gpr.RDX;
  private static final Mask WRITTEN = new Mask(6);

  private final Assembler a = new Assembler(false);
  private final FloatVectors vectors;
  private final PlainLoads loads;
  private final int stride;
  private final int bufferRow;

  private FloatPack(boolean wide, TensorType type, int stride) {
    this.stride = stride;
    vectors = FloatVectors.of(a, wide);
    loads = PlainLoads.of(vectors, type, vectors.reg(8));
    bufferRow = bufferRow(wide);
  }

  /// A row in the buffer: a step and a line more, so that rows don't compete for cache lines.
  private static int bufferRow(boolean wide) {
    return Float.BYTES * PlainLoads.step(wide) + 64;
  }

  /// Bytes of the buffer.
  static int bufferBytes(boolean wide) {
    return bufferRow(wide) * (wide ? 16 : 8);
  }

  /// The kernel.
  ///
  /// @param wide whether with AVX-512
  /// @param stride distance of `[k]` and `[k + 1]` in the target in bytes
  static byte[] emit(boolean wide, TensorType type, int stride) {
    FloatPack kernel = new FloatPack(wide, type, stride);
    kernel.kernel();
    return kernel.a.toBytes();
  }

  private void kernel() {
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(FIRST, at(p, SOURCE));
    a.mov(ROW_STEP, at(p, ROW_BYTES));
    a.mov(TARGET_AT, at(p, TARGET));
    a.mov(BUFFER_AT, at(p, BUFFER));
    if (vectors.isWide()) {
      a.emit(KMOVW, WRITTEN, at(p, ROW_BITS));
    }
    loads.begin(at(p, REST_BITS));
    a.mov(LEFT, at(p, STEPS));
    Label end = a.label();
    a.cmp(LEFT, 0);
    a.jump(Condition.LESS_OR_EQUAL, end);
    Label loop = a.here();
    step(false);
    a.add(FIRST, loads.stepBytes());
    a.add(TARGET_AT, loads.step() * stride);
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    a.bind(end);
    Label done = a.label();
    a.mov(LEFT, at(p, REST_BITS));
    a.cmp(LEFT, 0);
    a.jump(Condition.EQUAL, done);
    step(true);
    a.bind(done);
    KernelFrame.leave(a);
  }

  private void step(boolean rest) {
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(FROM, FIRST);
    a.mov(TO, BUFFER_AT);
    a.mov(ROWS_LEFT, at(p, ROWS));
    Label row = a.here();
    if (rest) {
      loads.beginRest(0, at(FROM));
    }
    for (int i = 0; i < PlainLoads.LOADS; i++) {
      Vec numbers = vectors.reg(i);
      Mem from = at(FROM, i * loads.loadBytes());
      if (rest) {
        loads.loadRest(numbers, 0, from, i);
      } else {
        loads.load(numbers, from);
      }
      vectors.store(at(TO, vectors.bytes() * i), numbers, false);
    }
    a.add(FROM, ROW_STEP);
    a.add(TO, bufferRow);
    a.sub(ROWS_LEFT, 1);
    a.jump(Condition.GREATER, row);
    for (int k = 0; k < loads.step(); k += 4) {
      transpose(k);
    }
  }

  /// Four numbers of each row become four vectors of all rows.
  private void transpose(int k) {
    // Two sets of registers, so that neighbours overlap.
    int set = (vectors.isWide() ? 16 : 0) + k / 4 % 2 * 8;
    Mem first = at(BUFFER_AT, 4 * k);
    Vec[] numbers = RowTransposition.emit(a, 8 * vectors.bytes(), set, first, bufferRow);
    for (int i = 0; i < 4; i++) {
      Mem target = at(TARGET_AT, (k + i) * stride);
      a.emit(VMOVUPS_STORE, vectors.isWide() ? target.merge(WRITTEN) : target, numbers[i]);
    }
  }
}
