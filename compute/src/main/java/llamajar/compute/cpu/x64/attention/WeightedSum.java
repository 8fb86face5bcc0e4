package llamajar.compute.cpu.x64.attention;

import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VFMADD231PS;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.FloatVectors;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits the sum of a block's values, weighted, added to the results of queries: 4, 2 or 1 queries
/// and up to 4 vectors of a value at a time, whose sums stay in registers over all positions.
final class WeightedSum {
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

  private static final int MANY = 4;

  private final FloatVectors vectors;
  private final Assembler a;
  private final boolean half;

  /// Bytes of a vector's numbers in a value.
  private final int valueBytes;

  /// @param half whether values are binary16 numbers; they are binary32 otherwise
  WeightedSum(FloatVectors vectors, boolean half) {
    this.vectors = vectors;
    a = vectors.assembler();
    this.half = half;
    valueBytes = half ? vectors.bytes() / 2 : vectors.bytes();
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
    vectors(queries, vectors.isWide() || queries < 4 ? MANY : MANY / 2, Tile.VALUE_QUADS);
    vectors(queries, 1, Tile.VALUE_SINGLES);
    a.add(FIRST_WEIGHT, queries * Tile.SCORE_BYTES);
    a.lea(FIRST_RESULT, at(FIRST_RESULT, RESULT_STRIDE, queries, 0));
    a.sub(QUERIES_LEFT, 1);
    a.jump(Condition.GREATER, next);
    a.bind(end);
  }

  /// @param several vectors at a time
  private void vectors(int queries, int several, int count) {
    Gpr p = KernelFrame.PARAMETERS;
    Label end = a.label();
    a.mov(VECTORS_LEFT, at(p, count));
    if (several == MANY / 2) {
      a.shl(VECTORS_LEFT, 1);
    }
    a.cmp(VECTORS_LEFT, 0);
    a.jump(Condition.LESS_OR_EQUAL, end);
    Label next = a.here();
    if (several == 1) {
      Label whole = a.label();
      vectors.wholeRest();
      a.cmp(VECTORS_LEFT, 1);
      a.jump(Condition.NOT_EQUAL, whole);
      vectors.rest(at(p, Tile.VALUE_REST));
      a.bind(whole);
    }
    sum(queries, several);
    a.add(FIRST_VALUE, several * valueBytes);
    a.add(RESULT, several * vectors.bytes());
    a.sub(VECTORS_LEFT, 1);
    a.jump(Condition.GREATER, next);
    a.bind(end);
  }

  private void sum(int queries, int several) {
    results(queries, several, (sum, place) -> vectors.load(sum, place, false));
    a.mov(VALUE, FIRST_VALUE);
    a.mov(WEIGHT, FIRST_WEIGHT);
    a.mov(LEFT, at(KernelFrame.PARAMETERS, Tile.POSITIONS));
    a.alignLoop();
    Label loop = a.here();
    for (int i = 0; i < several; i++) {
      loadValue(value(i), at(VALUE, valueBytes * i), several == 1);
    }
    for (int q = 0; q < queries; q++) {
      Vec weight = vectors.reg(20 + q, 12 + q % 3);
      a.emit(VBROADCASTSS, weight, at(WEIGHT, q * Tile.SCORE_BYTES));
      for (int i = 0; i < several; i++) {
        a.emit(VFMADD231PS, vectors.reg(q * several + i), weight, value(i));
      }
    }
    a.add(VALUE, STRIDE);
    a.add(WEIGHT, Float.BYTES);
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    results(queries, several, (sum, place) -> vectors.store(place, sum, false));
  }

  private Vec value(int i) {
    return vectors.reg(16 + i, 8 + i);
  }

  private void loadValue(Vec target, Mem from, boolean rest) {
    if (half) {
      // With AVX2, words can't be read under a mask; callers widen such values before.
      vectors.loadHalf(target, from, rest && vectors.isWide());
    } else {
      vectors.load(target, from, rest);
    }
  }

  private interface Move {
    void emit(Vec sum, Mem place);
  }

  private void results(int queries, int several, Move move) {
    for (int q = 0; q < queries; q++) {
      for (int i = 0; i < several; i++) {
        int offset = vectors.bytes() * i;
        Mem place =
            switch (q) {
              case 0 -> at(RESULT, offset);
              case 3 -> at(RESULT, RESULT_STRIDE_3, 1, offset);
              default -> at(RESULT, RESULT_STRIDE, q, offset);
            };
        move.emit(vectors.reg(q * several + i), place);
      }
    }
  }
}
