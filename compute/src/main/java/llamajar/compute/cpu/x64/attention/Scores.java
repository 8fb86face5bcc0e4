package llamajar.compute.cpu.x64.attention;

import static llamajar.compute.cpu.x64.asm.Instruction.VADDPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VEXTRACTI128;
import static llamajar.compute.cpu.x64.asm.Instruction.VEXTRACTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VFMADD231PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVQ_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VPERM2I128;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSHUFD;
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
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.FloatVectors;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits the products of queries with keys, as many at a time as a vector has lanes: with AVX-512,
/// 4 queries with 4 keys, 2 with 8, or 1 with 16; with AVX2 half as many keys. Each product has an
/// accumulator; at the end all accumulators are added up to one vector of products.
final class Scores {
  /// The number of keys is a multiple of this.
  private static final int KEYS = 16;

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

  private final FloatVectors vectors;
  private final Assembler a;
  private final boolean half;
  private final int products;
  private final int temporary;
  private final int temporaries;
  private final int queryVector;

  /// @param half whether keys are binary16 numbers; they are binary32 otherwise
  Scores(FloatVectors vectors, boolean half) {
    this.vectors = vectors;
    a = vectors.assembler();
    this.half = half;
    products = vectors.lanes();
    temporary = products;
    temporaries = vectors.isWide() ? 4 : 2;
    queryVector = temporary + temporaries;
  }

  /// All scores of a block.
  void emit() {
    Gpr p = KernelFrame.PARAMETERS;
    vectors.rest(at(p, Tile.KEY_REST));
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
    int keys = products / queries;
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
    a.shl(TILES, Integer.numberOfTrailingZeros(KEYS / keys));
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
    for (int i = 0; i < products; i++) {
      a.emit(VXORPS, vectors.reg(i), vectors.reg(i), vectors.reg(i));
    }
    a.lea(BASES[0], at(KEY, 0));
    for (int i = 1; i < keys / 4; i++) {
      a.lea(BASES[i], at(BASES[i - 1], KEY_STRIDE, 4, 0));
    }
    // The last base gives the next keys.
    int bases = Math.ceilDiv(keys, 4);
    a.lea(KEY, at(BASES[bases - 1], KEY_STRIDE, Math.min(keys, 4), 0));
    a.mov(QUERY, FIRST_QUERY);
    a.mov(LEFT, at(KernelFrame.PARAMETERS, Tile.KEY_VECTORS));
    Label rest = a.label();
    Label end = a.label();
    a.cmp(LEFT, 0);
    a.jump(Condition.LESS_OR_EQUAL, rest);
    a.alignLoop();
    Label loop = a.here();
    vector(queries, keys, false);
    a.add(QUERY, vectors.bytes());
    for (int i = 0; i < bases; i++) {
      a.add(BASES[i], half ? vectors.bytes() / 2 : vectors.bytes());
    }
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    a.bind(rest);
    a.mov(LEFT, at(KernelFrame.PARAMETERS, Tile.KEY_REST));
    a.cmp(LEFT, 0);
    a.jump(Condition.EQUAL, end);
    // With AVX2, words can't be read under a mask; callers widen such keys before.
    if (vectors.isWide() || !half) {
      vector(queries, keys, true);
    }
    a.bind(end);
  }

  private void vector(int queries, int keys, boolean rest) {
    for (int q = 0; q < queries; q++) {
      Mem query = nth(QUERY, QUERY_STRIDE, QUERY_STRIDE_3, q);
      vectors.load(vectors.reg(queryVector + q), query, false);
    }
    for (int k = 0; k < keys; k++) {
      Vec key = vectors.reg(temporary + k % temporaries);
      Mem from = nth(BASES[k / 4], KEY_STRIDE, KEY_STRIDE_3, k % 4);
      if (half) {
        vectors.loadHalf(key, from, rest);
      } else {
        vectors.load(key, from, rest);
      }
      for (int q = 0; q < queries; q++) {
        a.emit(VFMADD231PS, vectors.reg(q * keys + k), key, vectors.reg(queryVector + q));
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
    for (int i = 0; i < products; i += 2) {
      combine(VPUNPCKLDQ, VPUNPCKHDQ, i, i + 1);
    }
    for (int i = 0; i < products; i += 4) {
      combine(VPUNPCKLQDQ, VPUNPCKHQDQ, i, i + 2);
    }
    if (vectors.isWide()) {
      for (int i = 0; i < products; i += 8) {
        combineQuarters(i, i + 4);
      }
      combineQuarters(0, 8);
    } else {
      combineHalves(0, 4);
    }
  }

  /// One half of all lanes of two registers, plus the other half.
  private void combine(Instruction low, Instruction high, int left, int right) {
    Vec sum = vectors.reg(left);
    Vec t = vectors.reg(temporary + left / 2 % temporaries);
    a.emit(low, t, sum, vectors.reg(right));
    a.emit(high, sum, sum, vectors.reg(right));
    a.emit(VADDPS, sum, sum, t);
  }

  /// Even quarters of two registers, plus the odd ones.
  private void combineQuarters(int left, int right) {
    Vec sum = vectors.reg(left);
    Vec t = vectors.reg(temporary + left / 8);
    a.emit(VSHUFI32X4, 0x88, t, sum, vectors.reg(right));
    a.emit(VSHUFI32X4, 0xDD, sum, sum, vectors.reg(right));
    a.emit(VADDPS, sum, sum, t);
  }

  /// The lower halves of two registers, plus the upper ones.
  private void combineHalves(int left, int right) {
    Vec sum = vectors.reg(left);
    Vec t = vectors.reg(temporary);
    a.emit(VPERM2I128, 0x20, t, sum, vectors.reg(right));
    a.emit(VPERM2I128, 0x31, sum, sum, vectors.reg(right));
    a.emit(VADDPS, sum, sum, t);
  }

  private void store(int queries) {
    Vec all = vectors.reg(0);
    int keys = products / queries;
    if (keys == 2) {
      storePairs(all);
      return;
    }
    for (int q = 0; q < queries; q++) {
      Mem target = at(SCORES, q * Tile.SCORE_BYTES);
      switch (keys) {
        case 4 -> a.emit(VEXTRACTI128, q, target, all);
        case 8 -> storeEight(target, all, q);
        default -> a.emit(VMOVUPS_STORE, target, all);
      }
    }
  }

  private void storeEight(Mem target, Vec all, int query) {
    if (vectors.isWide()) {
      a.emit(VEXTRACTI64X4, query, target, all);
    } else {
      a.emit(VMOVUPS_STORE, target, all);
    }
  }

  private void storePairs(Vec all) {
    Vec last = vectors.reg(temporary).x();
    a.emit(VEXTRACTI128, 1, last, all);
    int query = 0;
    for (Vec two : new Vec[] {all.x(), last}) {
      a.emit(VMOVQ_STORE, at(SCORES, query++ * Tile.SCORE_BYTES), two);
      a.emit(VPSHUFD, 0x4E, two, two);
      a.emit(VMOVQ_STORE, at(SCORES, query++ * Tile.SCORE_BYTES), two);
    }
  }
}
