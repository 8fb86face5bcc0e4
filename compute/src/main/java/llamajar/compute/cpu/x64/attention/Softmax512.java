package llamajar.compute.cpu.x64.attention;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVW;
import static llamajar.compute.cpu.x64.asm.Instruction.VADDPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VADDSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VEXTRACTI128;
import static llamajar.compute.cpu.x64.asm.Instruction.VEXTRACTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VMAXPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVD_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVSS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSHUFD;
import static llamajar.compute.cpu.x64.asm.Instruction.VSUBPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VXORPS;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import java.util.function.IntFunction;
import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Instruction;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.Exponential512;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits the step from scores to weights, without knowing the greatest score in advance: when a
/// greater one comes, what has been summed up so far is scaled down. Positions that a row doesn't
/// see get the weight 0, whatever their score.
final class Softmax512 {
  private static final int VECTORS = Tile.SCORE_BYTES / 64;

  private static final Gpr SCORES = Gpr.RAX;
  private static final Gpr STATE = Gpr.RSI;
  private static final Gpr RESULT = Gpr.RCX;
  private static final Gpr VISIBLE = Gpr.RDX;
  private static final Gpr ROWS = Gpr.R8;
  private static final Gpr HEADS = Gpr.R9;
  private static final Gpr LEFT = Gpr.R10;
  private static final Gpr T = Gpr.R11;

  private static final Vec GREATEST = Vec.zmm(4);
  private static final Vec BEFORE = Vec.zmm(5);
  private static final Vec SUM = Vec.zmm(6);
  private static final Vec V = Vec.zmm(7);
  private static final Vec LEAST = Vec.zmm(16);
  private static final Vec ZERO = Vec.zmm(17);

  private final Assembler a;
  private final Exponential512 exponential;

  Softmax512(Assembler a) {
    this.a = a;
    exponential = new Exponential512(a, Vec.zmm(18), Vec.zmm(19), new Mask(5));
  }

  /// All queries of a tile.
  void emit() {
    Gpr p = KernelFrame.PARAMETERS;
    a.emit(VBROADCASTSS, LEAST, Constants.real(a, Float.NEGATIVE_INFINITY));
    a.emit(VXORPS, ZERO, ZERO, ZERO);
    a.mov(SCORES, at(p, Tile.SCORES));
    a.mov(STATE, at(p, Tile.STATES));
    a.mov(RESULT, at(p, Tile.RESULTS));
    a.lea(VISIBLE, at(p, Tile.VISIBLE));
    a.mov(ROWS, at(p, Tile.ROWS));
    Label row = a.here();
    Label blind = a.label();
    Label end = a.label();
    a.mov(HEADS, at(p, Tile.GROUP));
    a.mov(T, at(VISIBLE));
    a.cmp(T, 0);
    a.jump(Condition.EQUAL, blind);
    for (int i = 0; i < VECTORS; i++) {
      a.emit(KMOVW, visible(i), at(VISIBLE, 2 * i));
    }
    heads(this::weigh);
    a.jmp(end);
    a.bind(blind);
    heads(() -> store(i -> ZERO));
    a.bind(end);
    a.add(VISIBLE, Long.BYTES);
    a.sub(ROWS, 1);
    a.jump(Condition.GREATER, row);
  }

  private static Mask visible(int vector) {
    return new Mask(1 + vector);
  }

  private void heads(Runnable body) {
    Label next = a.here();
    body.run();
    a.add(SCORES, Tile.SCORE_BYTES);
    a.add(STATE, Tile.STATE_BYTES);
    a.add(RESULT, at(KernelFrame.PARAMETERS, Tile.RESULT_STRIDE));
    a.sub(HEADS, 1);
    a.jump(Condition.GREATER, next);
  }

  private void weigh() {
    for (int i = 0; i < VECTORS; i++) {
      a.emit(VMOVUPS, Vec.zmm(i), LEAST);
      a.emit(VMOVUPS, Vec.zmm(i).merge(visible(i)), at(SCORES, 64 * i));
    }
    reduce(VMAXPS, GREATEST);
    a.emit(VBROADCASTSS, BEFORE, at(STATE));
    a.emit(VMAXPS, GREATEST.x(), GREATEST.x(), BEFORE.x());
    a.emit(VBROADCASTSS, GREATEST, GREATEST.x());
    for (int i = 0; i < VECTORS; i++) {
      a.emit(VSUBPS, Vec.zmm(i), Vec.zmm(i), GREATEST);
      exponential.ofNonPositive(Vec.zmm(i));
    }
    store(Vec::zmm);
    reduce(VADDPS, SUM);
    a.emit(VMOVSS, V.x(), at(STATE, Float.BYTES));
    Label same = a.label();
    a.emit(VMOVD_STORE, LEFT, GREATEST.x());
    a.mov32(T, at(STATE));
    a.cmp(T, LEFT);
    a.jump(Condition.EQUAL, same);
    a.emit(VMOVSS_STORE, at(STATE), GREATEST.x());
    a.emit(VSUBPS, BEFORE, BEFORE, GREATEST);
    exponential.ofNonPositive(BEFORE);
    a.emit(VMULSS, V.x(), V.x(), BEFORE.x());
    scaleResult();
    a.bind(same);
    a.emit(VADDSS, V.x(), V.x(), SUM.x());
    a.emit(VMOVSS_STORE, at(STATE, Float.BYTES), V.x());
  }

  /// Combines all lanes of the first registers to the lowest lane of another one.
  private void reduce(Instruction operation, Vec target) {
    a.emit(operation, target, Vec.zmm(0), Vec.zmm(1));
    a.emit(operation, V, Vec.zmm(2), Vec.zmm(3));
    a.emit(operation, target, target, V);
    a.emit(VEXTRACTI64X4, 1, V.y(), target);
    a.emit(operation, target.y(), target.y(), V.y());
    a.emit(VEXTRACTI128, 1, V.x(), target.y());
    a.emit(operation, target.x(), target.x(), V.x());
    a.emit(VPSHUFD, 0x4E, V.x(), target.x());
    a.emit(operation, target.x(), target.x(), V.x());
    a.emit(VPSHUFD, 0xB1, V.x(), target.x());
    a.emit(operation, target.x(), target.x(), V.x());
  }

  private void store(IntFunction<Vec> weights) {
    for (int i = 0; i < VECTORS; i++) {
      a.emit(VMOVUPS_STORE, at(SCORES, 64 * i), weights.apply(i));
    }
  }

  private void scaleResult() {
    a.emit(VBROADCASTSS, BEFORE, BEFORE.x());
    a.mov(T, RESULT);
    a.mov(LEFT, at(KernelFrame.PARAMETERS, Tile.RESULT_STRIDE));
    Label loop = a.here();
    a.emit(VMULPS, Vec.zmm(0), BEFORE, at(T));
    a.emit(VMOVUPS_STORE, at(T), Vec.zmm(0));
    a.add(T, 64);
    a.sub(LEFT, 64);
    a.jump(Condition.GREATER, loop);
  }
}
