package llamajar.compute.cpu.x64.row;

import static llamajar.compute.cpu.x64.asm.Instruction.VADDPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VADDSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VDIVSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VFMADD231PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VSQRTSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VXORPS;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.FloatLoop;
import llamajar.compute.cpu.x64.emit.FloatVectors;
import llamajar.compute.cpu.x64.emit.HorizontalSum;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits the kernel that divides a row by its root mean square and multiplies it with weights. The
/// target may be the source.
final class RmsNorm {
  /// Parameters: source, weights, target, number of whole vectors, bits of the lanes behind them,
  /// and, as floats: number of elements, epsilon.
  static final int SOURCE = 0;

  static final int WEIGHTS = 8;
  static final int TARGET = 16;
  static final int VECTORS = 24;
  static final int REST = 32;
  static final int COUNT = 40;
  static final int EPSILON = 48;

  private static final Gpr X = Gpr.RSI;
  private static final Gpr W = Gpr.RDX;
  private static final Gpr OUT = Gpr.RAX;
  private static final Gpr LEFT = Gpr.RCX;
  private static final Gpr LANES = Gpr.R8;

  /// One sum would wait for itself; and lanes that add up fewer numbers round less.
  private static final int SUMS = 8;

  private final Assembler a = new Assembler(false);
  private final FloatVectors vectors;
  private final FloatLoop loop;
  private final Vec sum;
  private final Vec v;
  private final Vec u;

  private RmsNorm(boolean wide) {
    vectors = FloatVectors.of(a, wide);
    loop = new FloatLoop(vectors);
    sum = vectors.reg(0);
    v = vectors.reg(8);
    u = vectors.reg(9);
  }

  static byte[] emit(boolean wide) {
    return new RmsNorm(wide).kernel();
  }

  private byte[] kernel() {
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(LANES, at(p, REST));
    squares(p);
    sum();
    a.emit(VMOVSS, v.x(), at(p, COUNT));
    a.emit(VDIVSS, sum.x(), sum.x(), v.x());
    a.emit(VMOVSS, v.x(), at(p, EPSILON));
    a.emit(VADDSS, sum.x(), sum.x(), v.x());
    a.emit(VSQRTSS, sum.x(), sum.x(), sum.x());
    a.emit(VMOVSS, v.x(), Constants.real(a, 1));
    a.emit(VDIVSS, sum.x(), v.x(), sum.x());
    a.emit(VBROADCASTSS, sum, sum.x());
    scale(p);
    KernelFrame.leave(a);
    return a.toBytes();
  }

  private void squares(Gpr p) {
    for (int i = 0; i < SUMS; i++) {
      Vec one = vectors.reg(i);
      a.emit(VXORPS, one, one, one);
    }
    a.mov(X, at(p, SOURCE));
    a.mov(LEFT, at(p, VECTORS));
    Label few = a.label();
    a.sub(LEFT, SUMS);
    a.jump(Condition.LESS, few);
    a.alignLoop();
    Label many = a.here();
    for (int i = 0; i < SUMS; i++) {
      Vec x = vectors.reg(SUMS + i);
      vectors.load(x, at(X, vectors.bytes() * i), false);
      a.emit(VFMADD231PS, vectors.reg(i), x, x);
    }
    a.add(X, vectors.bytes() * SUMS);
    a.sub(LEFT, SUMS);
    a.jump(Condition.GREATER_OR_EQUAL, many);
    a.bind(few);
    a.add(LEFT, SUMS);
    loop.emit(
        LEFT,
        LANES,
        () -> {
          loop.load(v, at(X));
          a.emit(VFMADD231PS, sum, v, v);
        },
        () -> a.add(X, vectors.bytes()));
  }

  /// Adds up all lanes of all sums.
  private void sum() {
    for (int distance = SUMS / 2; distance > 0; distance /= 2) {
      for (int i = 0; i < distance; i++) {
        a.emit(VADDPS, vectors.reg(i), vectors.reg(i), vectors.reg(i + distance));
      }
    }
    HorizontalSum.emit(a, sum, v);
  }

  private void scale(Gpr p) {
    a.mov(X, at(p, SOURCE));
    a.mov(W, at(p, WEIGHTS));
    a.mov(OUT, at(p, TARGET));
    a.mov(LEFT, at(p, VECTORS));
    loop.emit(
        LEFT,
        LANES,
        () -> {
          loop.load(v, at(X));
          loop.load(u, at(W));
          a.emit(VMULPS, v, v, sum);
          a.emit(VMULPS, v, v, u);
          loop.store(at(OUT), v);
        },
        () -> {
          a.add(X, vectors.bytes());
          a.add(W, vectors.bytes());
          a.add(OUT, vectors.bytes());
        });
  }
}
