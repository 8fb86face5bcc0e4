package llamajar.compute.cpu.x64.attention;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVW;
import static llamajar.compute.cpu.x64.asm.Instruction.VADDPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VADDSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VEXTRACTI128;
import static llamajar.compute.cpu.x64.asm.Instruction.VEXTRACTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VMASKMOVPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMAXPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVD_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVSS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPANDN;
import static llamajar.compute.cpu.x64.asm.Instruction.VPBROADCASTD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPCMPEQD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPOR;
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
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.Exponential;
import llamajar.compute.cpu.x64.emit.FloatVectors;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits the step from scores to weights, without knowing the greatest score in advance: when a
/// greater one comes, what has been summed up so far is scaled down. Positions that a row doesn't
/// see get the weight 0, whatever their score.
final class Softmax {
  private static final Gpr SCORES = Gpr.RAX;
  private static final Gpr STATE = Gpr.RSI;
  private static final Gpr RESULT = Gpr.RCX;
  private static final Gpr VISIBLE = Gpr.RDX;
  private static final Gpr ROWS = Gpr.R8;
  private static final Gpr HEADS = Gpr.R9;
  private static final Gpr LEFT = Gpr.R10;
  private static final Gpr T = Gpr.R11;

  /// With AVX-512, the score of what a row doesn't see, in all lanes.
  private static final Vec LEAST = Vec.zmm(16);

  private final FloatVectors vectors;
  private final Assembler a;
  private final Exponential exponential;

  /// Vectors of the scores of a query.
  private final int count;

  private final Vec greatest;
  private final Vec before;
  private final Vec sum;
  private final Vec v;
  private final Vec zero;

  /// With AVX2, a mask of lanes.
  private final Vec mask;

  Softmax(FloatVectors vectors) {
    this.vectors = vectors;
    a = vectors.assembler();
    count = Tile.SCORE_BYTES / vectors.bytes();
    greatest = vectors.reg(count);
    before = vectors.reg(count + 1);
    sum = vectors.reg(count + 2);
    v = vectors.reg(count + 3);
    zero = vectors.reg(17, 14);
    mask = vectors.reg(15);
    exponential =
        new Exponential(vectors, vectors.reg(18, 12), vectors.reg(19, 13), new Mask(5), mask);
  }

  /// All queries of a tile.
  void emit() {
    Gpr p = KernelFrame.PARAMETERS;
    if (vectors.isWide()) {
      vectors.fill(LEAST, Float.NEGATIVE_INFINITY);
    }
    a.emit(VXORPS, zero, zero, zero);
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
    for (int i = 0; i < count && vectors.isWide(); i++) {
      a.emit(KMOVW, visible(i), at(VISIBLE, 2 * i));
    }
    heads(this::weigh);
    a.jmp(end);
    a.bind(blind);
    heads(() -> store(i -> zero));
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
    for (int i = 0; i < count; i++) {
      visibleScores(vectors.reg(i), i);
    }
    reduce(VMAXPS, greatest);
    a.emit(VBROADCASTSS, before, at(STATE));
    a.emit(VMAXPS, greatest.x(), greatest.x(), before.x());
    a.emit(VBROADCASTSS, greatest, greatest.x());
    for (int i = 0; i < count; i++) {
      a.emit(VSUBPS, vectors.reg(i), vectors.reg(i), greatest);
      exponential.ofNonPositive(vectors.reg(i));
    }
    store(vectors::reg);
    reduce(VADDPS, sum);
    a.emit(VMOVSS, v.x(), at(STATE, Float.BYTES));
    Label same = a.label();
    a.emit(VMOVD_STORE, LEFT, greatest.x());
    a.mov32(T, at(STATE));
    a.cmp(T, LEFT);
    a.jump(Condition.EQUAL, same);
    a.emit(VMOVSS_STORE, at(STATE), greatest.x());
    a.emit(VSUBPS, before, before, greatest);
    exponential.ofNonPositive(before);
    a.emit(VMULSS, v.x(), v.x(), before.x());
    scaleResult();
    a.bind(same);
    a.emit(VADDSS, v.x(), v.x(), sum.x());
    a.emit(VMOVSS_STORE, at(STATE, Float.BYTES), v.x());
  }

  /// Scores of positions that the row sees, and the least of all for others.
  private void visibleScores(Vec target, int i) {
    Mem scores = at(SCORES, vectors.bytes() * i);
    if (vectors.isWide()) {
      a.emit(VMOVUPS, target, LEAST);
      a.emit(VMOVUPS, target.merge(visible(i)), scores);
    } else {
      Mem selected = Constants.ints(a, vectors.lanes(), k -> 1 << k);
      a.emit(VPBROADCASTD, mask, at(VISIBLE, i));
      a.emit(VPAND, mask, mask, selected);
      a.emit(VPCMPEQD, mask, mask, selected);
      a.emit(VMASKMOVPS, target, mask, scores);
      a.emit(VPANDN, mask, mask, vectors.all(Float.NEGATIVE_INFINITY));
      a.emit(VPOR, target, target, mask);
    }
  }

  /// Combines all lanes of the first registers to the lowest lane of another one.
  private void reduce(Instruction operation, Vec target) {
    a.emit(operation, target, vectors.reg(0), vectors.reg(1));
    for (int i = 2; i < count; i += 2) {
      a.emit(operation, v, vectors.reg(i), vectors.reg(i + 1));
      a.emit(operation, target, target, v);
    }
    if (vectors.isWide()) {
      a.emit(VEXTRACTI64X4, 1, v.y(), target);
      a.emit(operation, target.y(), target.y(), v.y());
    }
    a.emit(VEXTRACTI128, 1, v.x(), target.y());
    a.emit(operation, target.x(), target.x(), v.x());
    a.emit(VPSHUFD, 0x4E, v.x(), target.x());
    a.emit(operation, target.x(), target.x(), v.x());
    a.emit(VPSHUFD, 0xB1, v.x(), target.x());
    a.emit(operation, target.x(), target.x(), v.x());
  }

  private void store(IntFunction<Vec> weights) {
    for (int i = 0; i < count; i++) {
      a.emit(VMOVUPS_STORE, at(SCORES, vectors.bytes() * i), weights.apply(i));
    }
  }

  private void scaleResult() {
    a.emit(VBROADCASTSS, before, before.x());
    a.mov(T, RESULT);
    a.mov(LEFT, at(KernelFrame.PARAMETERS, Tile.RESULT_STRIDE));
    Label loop = a.here();
    a.emit(VMULPS, vectors.reg(0), before, at(T));
    a.emit(VMOVUPS_STORE, at(T), vectors.reg(0));
    a.add(T, vectors.bytes());
    a.sub(LEFT, vectors.bytes());
    a.jump(Condition.GREATER, loop);
  }
}
