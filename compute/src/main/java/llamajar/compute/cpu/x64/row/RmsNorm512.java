package llamajar.compute.cpu.x64.row;

import static llamajar.compute.cpu.x64.asm.Instruction.VADDPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VADDSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VDIVSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VEXTRACTI128;
import static llamajar.compute.cpu.x64.asm.Instruction.VEXTRACTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VFMADD231PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSHUFD;
import static llamajar.compute.cpu.x64.asm.Instruction.VSQRTSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VXORPS;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.FloatLoop;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits the kernel that divides a row by its root mean square and multiplies it with weights. The
/// target may be the source.
final class RmsNorm512 {
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

  private static final Vec SUM = Vec.zmm(0);
  private static final Vec V = Vec.zmm(8);
  private static final Vec U = Vec.zmm(9);

  private final Assembler a = new Assembler(false);
  private final FloatLoop loop = new FloatLoop(a, new Mask(1));

  private RmsNorm512() {}

  static byte[] emit() {
    return new RmsNorm512().kernel();
  }

  private byte[] kernel() {
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(LANES, at(p, REST));
    squares(p);
    sum();
    a.emit(VMOVSS, V.x(), at(p, COUNT));
    a.emit(VDIVSS, SUM.x(), SUM.x(), V.x());
    a.emit(VMOVSS, V.x(), at(p, EPSILON));
    a.emit(VADDSS, SUM.x(), SUM.x(), V.x());
    a.emit(VSQRTSS, SUM.x(), SUM.x(), SUM.x());
    a.emit(VMOVSS, V.x(), Constants.real(a, 1));
    a.emit(VDIVSS, SUM.x(), V.x(), SUM.x());
    a.emit(VBROADCASTSS, SUM, SUM.x());
    scale(p);
    KernelFrame.leave(a);
    return a.toBytes();
  }

  private void squares(Gpr p) {
    for (int i = 0; i < SUMS; i++) {
      Vec sum = Vec.zmm(i);
      a.emit(VXORPS, sum, sum, sum);
    }
    a.mov(X, at(p, SOURCE));
    a.mov(LEFT, at(p, VECTORS));
    Label few = a.label();
    a.sub(LEFT, SUMS);
    a.jump(Condition.LESS, few);
    a.alignLoop();
    Label many = a.here();
    for (int i = 0; i < SUMS; i++) {
      Vec v = Vec.zmm(SUMS + i);
      a.emit(VMOVUPS, v, at(X, 64 * i));
      a.emit(VFMADD231PS, Vec.zmm(i), v, v);
    }
    a.add(X, 64 * SUMS);
    a.sub(LEFT, SUMS);
    a.jump(Condition.GREATER_OR_EQUAL, many);
    a.bind(few);
    a.add(LEFT, SUMS);
    loop.emit(
        LEFT,
        LANES,
        () -> {
          a.emit(VMOVUPS, loop.into(V), at(X));
          a.emit(VFMADD231PS, SUM, V, V);
        },
        () -> a.add(X, 64));
  }

  /// Adds up all lanes of all sums.
  private void sum() {
    for (int distance = SUMS / 2; distance > 0; distance /= 2) {
      for (int i = 0; i < distance; i++) {
        a.emit(VADDPS, Vec.zmm(i), Vec.zmm(i), Vec.zmm(i + distance));
      }
    }
    a.emit(VEXTRACTI64X4, 1, V.y(), SUM);
    a.emit(VADDPS, SUM.y(), SUM.y(), V.y());
    a.emit(VEXTRACTI128, 1, V.x(), SUM.y());
    a.emit(VADDPS, SUM.x(), SUM.x(), V.x());
    a.emit(VPSHUFD, 0x4E, V.x(), SUM.x());
    a.emit(VADDPS, SUM.x(), SUM.x(), V.x());
    a.emit(VPSHUFD, 0xB1, V.x(), SUM.x());
    a.emit(VADDSS, SUM.x(), SUM.x(), V.x());
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
          a.emit(VMOVUPS, loop.into(V), at(X));
          a.emit(VMOVUPS, loop.into(U), at(W));
          a.emit(VMULPS, V, V, SUM);
          a.emit(VMULPS, V, V, U);
          a.emit(VMOVUPS_STORE, loop.to(at(OUT)), V);
        },
        () -> {
          a.add(X, 64);
          a.add(W, 64);
          a.add(OUT, 64);
        });
  }
}
