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
import llamajar.compute.cpu.x64.emit.KernelFrame;
import llamajar.gguf.TensorType;

/// Emits the kernel that brings up to 16 rows of numbers of a plain type into the order `[k][row]`,
/// as float32, with AVX-512: 64 numbers of each row into a buffer, then all of them transposed.
final class FloatPack512 {
  /// Parameters: numbers, distance of rows in bytes, rows (1 to 16), whole steps in a row, bits of
  /// the rest, see [PlainLoads512]; target; bits of the rows that are written; buffer of
  /// [#BUFFER_BYTES]. Behind the end of rows, zeros are written up to a whole step.
  static final int SOURCE = 0;

  static final int ROW_BYTES = 8;
  static final int ROWS = 16;
  static final int STEPS = 24;
  static final int REST_BITS = 32;
  static final int TARGET = 40;
  static final int ROW_BITS = 48;
  static final int BUFFER = 56;

  /// A row in the buffer: a step and a line more, so that rows don't compete for cache lines.
  private static final int BUFFER_ROW = 4 * PlainLoads512.STEP + 64;

  static final int BUFFER_BYTES = 16 * BUFFER_ROW;

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
  private final PlainLoads512 loads;
  private final int stride;

  private FloatPack512(TensorType type, int stride) {
    this.stride = stride;
    loads = new PlainLoads512(a, type, Vec.zmm(8));
  }

  /// The kernel.
  ///
  /// @param stride distance of `[k]` and `[k + 1]` in the target in bytes
  static byte[] emit(TensorType type, int stride) {
    FloatPack512 kernel = new FloatPack512(type, stride);
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
    a.emit(KMOVW, WRITTEN, at(p, ROW_BITS));
    loads.masks(at(p, REST_BITS));
    a.mov(LEFT, at(p, STEPS));
    Label end = a.label();
    a.cmp(LEFT, 0);
    a.jump(Condition.LESS_OR_EQUAL, end);
    Label loop = a.here();
    step(false);
    a.add(FIRST, loads.stepBytes());
    a.add(TARGET_AT, PlainLoads512.STEP * stride);
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
    for (int i = 0; i < PlainLoads512.LOADS; i++) {
      Vec numbers = Vec.zmm(i);
      Mem from = at(FROM, i * loads.loadBytes());
      if (rest) {
        loads.loadRest(numbers, from, i, at(p, REST_BITS));
      } else {
        loads.load(numbers, from);
      }
      a.emit(VMOVUPS_STORE, at(TO, 64 * i), numbers);
    }
    a.add(FROM, ROW_STEP);
    a.add(TO, BUFFER_ROW);
    a.sub(ROWS_LEFT, 1);
    a.jump(Condition.GREATER, row);
    for (int k = 0; k < PlainLoads512.STEP; k += 4) {
      transpose(k);
    }
  }

  /// Four numbers of each row become four vectors of 16 rows.
  private void transpose(int k) {
    // Two sets of registers, so that neighbours overlap.
    int set = 16 + k / 4 % 2 * 8;
    Vec[] z = {Vec.zmm(set), Vec.zmm(set + 1), Vec.zmm(set + 2), Vec.zmm(set + 3)};
    for (int j = 0; j < 4; j++) {
      a.emit(VMOVDQU, z[j].x(), at(BUFFER_AT, 4 * k + j * BUFFER_ROW));
      for (int lane = 1; lane < 4; lane++) {
        a.emit(VINSERTI128, lane, z[j], z[j], at(BUFFER_AT, 4 * k + (4 * lane + j) * BUFFER_ROW));
      }
    }
    Vec[] t = {Vec.zmm(set + 4), Vec.zmm(set + 5), Vec.zmm(set + 6), Vec.zmm(set + 7)};
    a.emit(VPUNPCKLDQ, t[0], z[0], z[1]);
    a.emit(VPUNPCKHDQ, t[1], z[0], z[1]);
    a.emit(VPUNPCKLDQ, t[2], z[2], z[3]);
    a.emit(VPUNPCKHDQ, t[3], z[2], z[3]);
    a.emit(VPUNPCKLQDQ, z[0], t[0], t[2]);
    a.emit(VPUNPCKHQDQ, z[1], t[0], t[2]);
    a.emit(VPUNPCKLQDQ, z[2], t[1], t[3]);
    a.emit(VPUNPCKHQDQ, z[3], t[1], t[3]);
    for (int i = 0; i < 4; i++) {
      a.emit(VMOVUPS_STORE, at(TARGET_AT, (k + i) * stride).merge(WRITTEN), z[i]);
    }
  }
}
