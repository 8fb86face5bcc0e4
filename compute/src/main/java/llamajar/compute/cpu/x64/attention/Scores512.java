package llamajar.compute.cpu.x64.attention;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVW;
import static llamajar.compute.cpu.x64.asm.Instruction.VADDPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPH2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VEXTRACTI128;
import static llamajar.compute.cpu.x64.asm.Instruction.VEXTRACTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VFMADD231PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VPUNPCKHDQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPUNPCKHQDQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPUNPCKLDQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPUNPCKLQDQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VSHUFI32X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VXORPS;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Instruction;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits the products of queries with keys: 16 at a time, of 4 queries with 4 keys, 2 with 8, or 1
/// with 16. Each has an accumulator of 16 lanes; at the end 16 accumulators are added up to one
/// vector of 16 products.
final class Scores512 {
  private static final int PRODUCTS = 16;
  private static final Gpr[] BASES = {Gpr.RAX, Gpr.RCX, Gpr.RDX, Gpr.RBX};
  private static final Gpr QUERY = Gpr.RSI;
  private static final Gpr KEY_STRIDE = Gpr.R8;
  private static final Gpr KEY_STRIDE_3 = Gpr.R9;
  private static final Gpr QUERY_STRIDE = Gpr.R10;
  private static final Gpr QUERY_STRIDE_3 = Gpr.R11;
  private static final Gpr LEFT = Gpr.R12;
  private static final Gpr SCORES = Gpr.R13;
  private static final Gpr TILES = Gpr.R14;
  private static final Gpr KEY = Gpr.R15;

  /// In the memory at RSP: queries left, the first of them, and its scores.
  private static final Mem QUERIES_LEFT = at(Gpr.RSP, 0);

  private static final Mem FIRST_QUERY = at(Gpr.RSP, 8);
  private static final Mem FIRST_SCORES = at(Gpr.RSP, 16);

  private static final int TEMPORARY = 16;
  private static final int QUERY_VECTOR = 20;
  private static final Mask REST = new Mask(1);

  private final Assembler a;
  private final boolean half;

  /// @param half whether keys are binary16 numbers; they are binary32 otherwise
  Scores512(Assembler a, boolean half) {
    this.a = a;
    this.half = half;
  }

  /// All scores of a block.
  void emit() {
    Gpr p = KernelFrame.PARAMETERS;
    a.emit(KMOVW, REST, at(p, Tile.KEY_REST));
    a.mov(KEY_STRIDE, at(p, Tile.KEY_STRIDE));
    a.lea(KEY_STRIDE_3, at(KEY_STRIDE, KEY_STRIDE, 2, 0));
    a.mov(QUERY_STRIDE, at(p, Tile.QUERY_STRIDE));
    a.lea(QUERY_STRIDE_3, at(QUERY_STRIDE, QUERY_STRIDE, 2, 0));
    a.mov(QUERY, at(p, Tile.QUERIES));
    a.mov(FIRST_QUERY, QUERY);
    a.mov(SCORES, at(p, Tile.SCORES));
    a.add(SCORES, at(p, Tile.KEY_SCORES));
    a.mov(FIRST_SCORES, SCORES);
    queries(4, Tile.QUADS);
    queries(2, Tile.PAIRS);
    queries(1, Tile.SINGLES);
  }

  /// All keys with some of the queries.
  private void queries(int queries, int count) {
    int keys = PRODUCTS / queries;
    Gpr p = KernelFrame.PARAMETERS;
    Label end = a.label();
    a.mov(LEFT, at(p, count));
    a.cmp(LEFT, 0);
    a.jump(Condition.LESS_OR_EQUAL, end);
    Label next = a.here();
    a.mov(QUERIES_LEFT, LEFT);
    a.mov(KEY, at(p, Tile.KEYS));
    a.mov(SCORES, FIRST_SCORES);
    a.mov(TILES, at(p, Tile.KEY_SIXTEENS));
    a.shl(TILES, Integer.numberOfTrailingZeros(PRODUCTS / keys));
    Label tile = a.here();
    products(queries, keys);
    addUp();
    store(queries);
    a.add(SCORES, Float.BYTES * keys);
    a.sub(TILES, 1);
    a.jump(Condition.GREATER, tile);
    a.mov(KEY, FIRST_QUERY);
    a.lea(KEY, at(KEY, QUERY_STRIDE, queries, 0));
    a.mov(FIRST_QUERY, KEY);
    a.mov(KEY, FIRST_SCORES);
    a.add(KEY, queries * Tile.SCORE_BYTES);
    a.mov(FIRST_SCORES, KEY);
    a.mov(LEFT, QUERIES_LEFT);
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, next);
    a.bind(end);
  }

  /// Moves on to the next keys.
  private void products(int queries, int keys) {
    for (int i = 0; i < PRODUCTS; i++) {
      a.emit(VXORPS, Vec.zmm(i), Vec.zmm(i), Vec.zmm(i));
    }
    a.lea(BASES[0], at(KEY, 0));
    for (int i = 1; i < keys / 4; i++) {
      a.lea(BASES[i], at(BASES[i - 1], KEY_STRIDE, 4, 0));
    }
    // The base of the last four keys gives the next ones.
    a.lea(KEY, at(BASES[keys / 4 - 1], KEY_STRIDE, 4, 0));
    a.mov(QUERY, FIRST_QUERY);
    a.mov(LEFT, at(KernelFrame.PARAMETERS, Tile.KEY_VECTORS));
    Label rest = a.label();
    Label end = a.label();
    a.cmp(LEFT, 0);
    a.jump(Condition.LESS_OR_EQUAL, rest);
    a.alignLoop();
    Label loop = a.here();
    vector(queries, keys, false);
    a.add(QUERY, 64);
    for (int i = 0; i < keys / 4; i++) {
      a.add(BASES[i], half ? 32 : 64);
    }
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    a.bind(rest);
    a.mov(LEFT, at(KernelFrame.PARAMETERS, Tile.KEY_REST));
    a.cmp(LEFT, 0);
    a.jump(Condition.EQUAL, end);
    vector(queries, keys, true);
    a.bind(end);
  }

  private void vector(int queries, int keys, boolean rest) {
    for (int q = 0; q < queries; q++) {
      a.emit(VMOVUPS, Vec.zmm(QUERY_VECTOR + q), nth(QUERY, QUERY_STRIDE, QUERY_STRIDE_3, q));
    }
    Instruction load = half ? VCVTPH2PS : VMOVUPS;
    for (int k = 0; k < keys; k++) {
      Vec key = Vec.zmm(TEMPORARY + k % 4);
      a.emit(load, rest ? key.zero(REST) : key, nth(BASES[k / 4], KEY_STRIDE, KEY_STRIDE_3, k % 4));
      for (int q = 0; q < queries; q++) {
        a.emit(VFMADD231PS, Vec.zmm(q * keys + k), key, Vec.zmm(QUERY_VECTOR + q));
      }
    }
  }

  private static Mem nth(Gpr base, Gpr stride, Gpr stride3, int n) {
    return switch (n) {
      case 0 -> at(base);
      case 3 -> at(base, stride3, 1, 0);
      default -> at(base, stride, n, 0);
    };
  }

  /// Lane `i` of register 0 becomes the sum of all lanes of register `i`.
  private void addUp() {
    for (int i = 0; i < PRODUCTS; i += 2) {
      combine(VPUNPCKLDQ, VPUNPCKHDQ, i, i + 1);
    }
    for (int i = 0; i < PRODUCTS; i += 4) {
      combine(VPUNPCKLQDQ, VPUNPCKHQDQ, i, i + 2);
    }
    for (int i = 0; i < PRODUCTS; i += 8) {
      combineQuarters(i, i + 4);
    }
    combineQuarters(0, 8);
  }

  /// One half of all lanes of two registers, plus the other half.
  private void combine(Instruction low, Instruction high, int left, int right) {
    Vec sum = Vec.zmm(left);
    Vec t = Vec.zmm(TEMPORARY + left / 2 % 4);
    a.emit(low, t, sum, Vec.zmm(right));
    a.emit(high, sum, sum, Vec.zmm(right));
    a.emit(VADDPS, sum, sum, t);
  }

  /// Even quarters of two registers, plus the odd ones.
  private void combineQuarters(int left, int right) {
    Vec sum = Vec.zmm(left);
    Vec t = Vec.zmm(TEMPORARY + left / 8);
    a.emit(VSHUFI32X4, 0x88, t, sum, Vec.zmm(right));
    a.emit(VSHUFI32X4, 0xDD, sum, sum, Vec.zmm(right));
    a.emit(VADDPS, sum, sum, t);
  }

  private void store(int queries) {
    Vec products = Vec.zmm(0);
    for (int q = 0; q < queries; q++) {
      Mem target = at(SCORES, q * Tile.SCORE_BYTES);
      switch (queries) {
        case 4 -> a.emit(VEXTRACTI128, q, target, products);
        case 2 -> a.emit(VEXTRACTI64X4, q, target, products);
        default -> a.emit(VMOVUPS_STORE, target, products);
      }
    }
  }
}
