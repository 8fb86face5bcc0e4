package llamajar.compute.cpu.x64.attention;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVW;
import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPH2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VFMADD231PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS_STORE;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Instruction;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits the sum of a block's values, weighted, added to the results of queries: 4, 2 or 1 queries
/// and 4 or 1 vectors of a value at a time, whose sums stay in registers over all positions.
final class WeightedSum512 {
  private static final Gpr VALUE = Gpr.RAX;
  private static final Gpr STRIDE = Gpr.RCX;
  private static final Gpr WEIGHT = Gpr.RDX;
  private static final Gpr LEFT = Gpr.RBX;
  private static final Gpr RESULT = Gpr.RSI;
  private static final Gpr RESULT_STRIDE = Gpr.R8;
  private static final Gpr RESULT_STRIDE_3 = Gpr.R9;
  private static final Gpr FIRST_VALUE = Gpr.R10;
  private static final Gpr VECTORS_LEFT = Gpr.R11;
  private static final Gpr FIRST_WEIGHT = Gpr.R12;
  private static final Gpr FIRST_RESULT = Gpr.R13;
  private static final Gpr QUERIES_LEFT = Gpr.R14;

  private static final int WIDE = 4;
  private static final int VALUE_VECTOR = 16;
  private static final int WEIGHT_VECTOR = 20;
  private static final Mask LANES = new Mask(1);

  private final Assembler a;
  private final boolean half;

  /// @param half whether values are binary16 numbers; they are binary32 otherwise
  WeightedSum512(Assembler a, boolean half) {
    this.a = a;
    this.half = half;
  }

  /// All values of a block, for all queries of a tile.
  void emit() {
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(STRIDE, at(p, Tile.VALUE_STRIDE));
    a.mov(RESULT_STRIDE, at(p, Tile.RESULT_STRIDE));
    a.lea(RESULT_STRIDE_3, at(RESULT_STRIDE, RESULT_STRIDE, 2, 0));
    a.mov(FIRST_WEIGHT, at(p, Tile.SCORES));
    a.add(FIRST_WEIGHT, at(p, Tile.VALUE_SCORES));
    a.mov(FIRST_RESULT, at(p, Tile.RESULTS));
    queries(4, Tile.QUADS);
    queries(2, Tile.PAIRS);
    queries(1, Tile.SINGLES);
  }

  private void queries(int queries, int count) {
    Gpr p = KernelFrame.PARAMETERS;
    Label end = a.label();
    a.mov(QUERIES_LEFT, at(p, count));
    a.cmp(QUERIES_LEFT, 0);
    a.jump(Condition.LESS_OR_EQUAL, end);
    Label next = a.here();
    a.mov(FIRST_VALUE, at(p, Tile.VALUES));
    a.mov(RESULT, FIRST_RESULT);
    vectors(queries, WIDE, Tile.VALUE_QUADS);
    vectors(queries, 1, Tile.VALUE_SINGLES);
    a.add(FIRST_WEIGHT, queries * Tile.SCORE_BYTES);
    a.lea(FIRST_RESULT, at(FIRST_RESULT, RESULT_STRIDE, queries, 0));
    a.sub(QUERIES_LEFT, 1);
    a.jump(Condition.GREATER, next);
    a.bind(end);
  }

  private void vectors(int queries, int vectors, int count) {
    Gpr p = KernelFrame.PARAMETERS;
    Label end = a.label();
    a.mov(VECTORS_LEFT, at(p, count));
    a.cmp(VECTORS_LEFT, 0);
    a.jump(Condition.LESS_OR_EQUAL, end);
    Label next = a.here();
    if (vectors == 1) {
      Label whole = a.label();
      a.emit(KMOVW, LANES, Constants.shorts(a, 1, i -> 0xFFFF));
      a.cmp(VECTORS_LEFT, 1);
      a.jump(Condition.NOT_EQUAL, whole);
      a.emit(KMOVW, LANES, at(p, Tile.VALUE_REST));
      a.bind(whole);
    }
    sum(queries, vectors);
    a.add(FIRST_VALUE, vectors * (half ? 32 : 64));
    a.add(RESULT, 64 * vectors);
    a.sub(VECTORS_LEFT, 1);
    a.jump(Condition.GREATER, next);
    a.bind(end);
  }

  private void sum(int queries, int vectors) {
    results(queries, vectors, (sum, place) -> a.emit(VMOVUPS, sum, place));
    a.mov(VALUE, FIRST_VALUE);
    a.mov(WEIGHT, FIRST_WEIGHT);
    a.mov(LEFT, at(KernelFrame.PARAMETERS, Tile.POSITIONS));
    a.alignLoop();
    Label loop = a.here();
    Instruction load = half ? VCVTPH2PS : VMOVUPS;
    for (int v = 0; v < vectors; v++) {
      Vec value = Vec.zmm(VALUE_VECTOR + v);
      a.emit(load, vectors == 1 ? value.zero(LANES) : value, at(VALUE, (half ? 32 : 64) * v));
    }
    for (int q = 0; q < queries; q++) {
      Vec weight = Vec.zmm(WEIGHT_VECTOR + q);
      a.emit(VBROADCASTSS, weight, at(WEIGHT, q * Tile.SCORE_BYTES));
      for (int v = 0; v < vectors; v++) {
        a.emit(VFMADD231PS, Vec.zmm(q * vectors + v), weight, Vec.zmm(VALUE_VECTOR + v));
      }
    }
    a.add(VALUE, STRIDE);
    a.add(WEIGHT, Float.BYTES);
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    results(queries, vectors, (sum, place) -> a.emit(VMOVUPS_STORE, place, sum));
  }

  private interface Move {
    void emit(Vec sum, Mem place);
  }

  private static void results(int queries, int vectors, Move move) {
    for (int q = 0; q < queries; q++) {
      for (int v = 0; v < vectors; v++) {
        Mem place =
            switch (q) {
              case 0 -> at(RESULT, 64 * v);
              case 3 -> at(RESULT, RESULT_STRIDE_3, 1, 64 * v);
              default -> at(RESULT, RESULT_STRIDE, q, 64 * v);
            };
        move.emit(Vec.zmm(q * vectors + v), place);
      }
    }
  }
}
