package llamajar.compute.cpu.x64.attention;

import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VDIVSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVQ_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
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
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits the kernels of a tile of queries: what comes before its first block, what is done for each
/// block, and what comes after the last. Their parameters are those of [Tile].
final class TileKernels {
  private static final Gpr ROW = Gpr.R8;
  private static final Gpr ROWS_LEFT = Gpr.R9;
  private static final Gpr HEADS_LEFT = Gpr.R10;
  private static final Gpr HEAD = Gpr.R11;
  private static final Gpr LEFT = Gpr.RCX;
  private static final Gpr LANES = Gpr.RBX;
  private static final Gpr I = Gpr.RDX;
  private static final Gpr STATE = Gpr.RSI;
  private static final Gpr QUERY = Gpr.R12;
  private static final Gpr RESULT = Gpr.R13;
  private static final Gpr T = Gpr.RAX;

  private static final Vec FRESH = Vec.xmm(3);
  private static final Vec ONE = Vec.xmm(4);

  private final Assembler a = new Assembler(false);
  private final FloatVectors vectors;
  private final FloatLoop loop;
  private final Vec v;
  private final Vec factor;
  private final Vec zero;

  private TileKernels(boolean wide) {
    vectors = FloatVectors.of(a, wide);
    loop = new FloatLoop(vectors);
    v = vectors.reg(0);
    factor = vectors.reg(1);
    zero = vectors.reg(2);
  }

  /// Copies queries, scaled and padded to whole vectors, and sets results and states to nothing.
  static byte[] begin(boolean wide) {
    return new TileKernels(wide).beginning();
  }

  /// Scores, softmax and weighted sum over one block.
  ///
  /// @param half whether keys and values are binary16 numbers; they are binary32 otherwise. With
  ///   AVX2, such vectors fill whole registers
  static byte[] block(boolean wide, boolean half) {
    Assembler a = new Assembler(false);
    FloatVectors vectors = FloatVectors.of(a, wide);
    KernelFrame.enter(a);
    new Scores(vectors, half).emit();
    new Softmax(vectors).emit();
    new WeightedSum(vectors, half).emit();
    KernelFrame.leave(a);
    return a.toBytes();
  }

  /// Divides results by the sums of their weights, and writes them to their rows.
  static byte[] finish(boolean wide) {
    return new TileKernels(wide).finishing();
  }

  private byte[] beginning() {
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.emit(VBROADCASTSS, factor, at(p, Tile.SCALE));
    a.emit(VXORPS, zero, zero, zero);
    // The greatest score of nothing, and the sum of its weights.
    int least = Float.floatToRawIntBits(Float.NEGATIVE_INFINITY);
    a.emit(VMOVQ, FRESH, Constants.ints(a, 2, i -> i == 0 ? least : 0));
    heads(() -> {
      loop.emit(
          LEFT,
          LANES,
          () -> {
            loop.load(v, at(HEAD, I, 1, 0));
            a.emit(VMULPS, v, v, factor);
            a.emit(VMOVUPS_STORE, at(QUERY, I, 1, 0), v);
          },
          () -> a.add(I, vectors.bytes()));
      a.mov(LEFT, at(p, Tile.RESULT_STRIDE));
      a.mov(T, RESULT);
      Label clear = a.here();
      a.emit(VMOVUPS_STORE, at(T), zero);
      a.add(T, vectors.bytes());
      a.sub(LEFT, vectors.bytes());
      a.jump(Condition.GREATER, clear);
      a.emit(VMOVQ_STORE, at(STATE), FRESH);
    });
    KernelFrame.leave(a);
    return a.toBytes();
  }

  private byte[] finishing() {
    KernelFrame.enter(a);
    a.emit(VMOVSS, ONE, Constants.real(a, 1));
    heads(() -> {
      a.emit(VMOVSS, factor.x(), at(STATE, Float.BYTES));
      a.emit(VDIVSS, factor.x(), ONE, factor.x());
      a.emit(VBROADCASTSS, factor, factor.x());
      loop.emit(
          LEFT,
          LANES,
          () -> {
            a.emit(VMULPS, v, factor, at(RESULT, I, 1, 0));
            loop.store(at(HEAD, I, 1, 0), v);
          },
          () -> a.add(I, vectors.bytes()));
    });
    KernelFrame.leave(a);
    return a.toBytes();
  }

  /// Goes through all heads of all rows.
  private void heads(Runnable body) {
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(ROW, at(p, Tile.ROW));
    a.mov(ROWS_LEFT, at(p, Tile.ROWS));
    a.mov(QUERY, at(p, Tile.QUERIES));
    a.mov(RESULT, at(p, Tile.RESULTS));
    a.mov(STATE, at(p, Tile.STATES));
    Label row = a.here();
    a.mov(HEAD, ROW);
    a.mov(HEADS_LEFT, at(p, Tile.GROUP));
    Label head = a.here();
    a.mov(LEFT, at(p, Tile.HEAD_VECTORS));
    a.mov(LANES, at(p, Tile.HEAD_REST));
    a.mov(I, 0);
    body.run();
    a.add(HEAD, at(p, Tile.HEAD_BYTES));
    a.add(QUERY, at(p, Tile.QUERY_STRIDE));
    a.add(RESULT, at(p, Tile.RESULT_STRIDE));
    a.add(STATE, Tile.STATE_BYTES);
    a.sub(HEADS_LEFT, 1);
    a.jump(Condition.GREATER, head);
    a.add(ROW, at(p, Tile.ROW_BYTES));
    a.sub(ROWS_LEFT, 1);
    a.jump(Condition.GREATER, row);
  }
}
