package llamajar.compute.cpu.x64.attention;

import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VDIVSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVQ_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
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

/// Emits the kernels of a tile of queries: what comes before its first block, what is done for each
/// block, and what comes after the last. Their parameters are those of [Tile].
final class TileKernels512 {
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

  private static final Vec V = Vec.zmm(0);
  private static final Vec FACTOR = Vec.zmm(1);
  private static final Vec ZERO = Vec.zmm(2);
  private static final Vec FRESH = Vec.xmm(3);
  private static final Vec ONE = Vec.xmm(4);

  private final Assembler a = new Assembler(false);
  private final FloatLoop loop = new FloatLoop(a, new Mask(1));

  private TileKernels512() {}

  /// Copies queries, scaled and padded to whole vectors, and sets results and states to nothing.
  static byte[] begin() {
    return new TileKernels512().beginning();
  }

  /// Scores, softmax and weighted sum over one block.
  ///
  /// @param half whether keys and values are binary16 numbers; they are binary32 otherwise
  static byte[] block(boolean half) {
    Assembler a = new Assembler(false);
    KernelFrame.enter(a);
    new Scores512(a, half).emit();
    new Softmax512(a).emit();
    new WeightedSum512(a, half).emit();
    KernelFrame.leave(a);
    return a.toBytes();
  }

  /// Divides results by the sums of their weights, and writes them to their rows.
  static byte[] finish() {
    return new TileKernels512().finishing();
  }

  private byte[] beginning() {
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.emit(VBROADCASTSS, FACTOR, at(p, Tile.SCALE));
    a.emit(VXORPS, ZERO, ZERO, ZERO);
    // The greatest score of nothing, and the sum of its weights.
    int least = Float.floatToRawIntBits(Float.NEGATIVE_INFINITY);
    a.emit(VMOVQ, FRESH, Constants.ints(a, 2, i -> i == 0 ? least : 0));
    heads(() -> {
      loop.emit(
          LEFT,
          LANES,
          () -> {
            a.emit(VMOVUPS, loop.into(V), at(HEAD, I, 1, 0));
            a.emit(VMULPS, V, V, FACTOR);
            a.emit(VMOVUPS_STORE, at(QUERY, I, 1, 0), V);
          },
          () -> a.add(I, 64));
      a.mov(LEFT, at(p, Tile.RESULT_STRIDE));
      a.mov(T, RESULT);
      Label clear = a.here();
      a.emit(VMOVUPS_STORE, at(T), ZERO);
      a.add(T, 64);
      a.sub(LEFT, 64);
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
      a.emit(VMOVSS, FACTOR.x(), at(STATE, Float.BYTES));
      a.emit(VDIVSS, FACTOR.x(), ONE, FACTOR.x());
      a.emit(VBROADCASTSS, FACTOR, FACTOR.x());
      loop.emit(
          LEFT,
          LANES,
          () -> {
            a.emit(VMULPS, V, FACTOR, at(RESULT, I, 1, 0));
            a.emit(VMOVUPS_STORE, loop.to(at(HEAD, I, 1, 0)), V);
          },
          () -> a.add(I, 64));
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
