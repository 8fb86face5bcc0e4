package llamajar.compute.cpu.x64.row;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVW;
import static llamajar.compute.cpu.x64.asm.Instruction.VFMADD213PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VFMADD231PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VFNMADD231PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMASKMOVPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPBROADCASTD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPCMPEQD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPERMPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSHUFD;
import static llamajar.compute.cpu.x64.asm.Instruction.VXORPS;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.FloatLoop;
import llamajar.compute.cpu.x64.emit.FloatVectors;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits kernels that turn the pairs of neighbouring heads: `(a, b)` becomes `(a·cos − b·sin, a·sin
/// + b·cos)`. The target may be the source.
final class Rotate {
  /// Parameters: source, target, cosines, sines, number of heads, bytes of a head, bytes from one
  /// half to the other, whole vectors that turn, bits of the lanes behind them, bits of the pairs
  /// behind them, bytes that turn, whole vectors that are copied, bits of the lanes behind them.
  static final int SOURCE = 0;

  static final int TARGET = 8;
  static final int COSINES = 16;
  static final int SINES = 24;
  static final int HEADS = 32;
  static final int HEAD_BYTES = 40;
  static final int HALF_BYTES = 48;
  static final int VECTORS = 56;
  static final int REST = 64;
  static final int REST_PAIRS = 72;
  static final int TURNED_BYTES = 80;
  static final int COPIED_VECTORS = 88;
  static final int COPIED_REST = 96;

  private static final Gpr X = Gpr.RSI;
  private static final Gpr OUT = Gpr.RAX;
  private static final Gpr COS = Gpr.R8;
  private static final Gpr SIN = Gpr.R9;
  private static final Gpr HEADS_LEFT = Gpr.R10;
  private static final Gpr LEFT = Gpr.RCX;
  private static final Gpr LANES = Gpr.RBX;
  private static final Gpr I = Gpr.RDX;
  private static final Gpr PAIR = Gpr.R11;
  private static final Gpr X2 = Gpr.R12;
  private static final Gpr OUT2 = Gpr.R13;

  private static final Mask PAIRS = new Mask(2);
  private static final int SWAP_NEIGHBOURS = 0xB1;

  private final Assembler a = new Assembler(false);
  private final FloatVectors vectors;
  private final FloatLoop loop;
  private final Vec x;
  private final Vec y;
  private final Vec c;
  private final Vec s;
  private final Vec t;
  private final Vec twice;

  /// The signs that sines get: the first of a pair loses, the second gains.
  private final Vec firstNegative;

  /// With AVX2, the mask of the pairs of the rest.
  private final Vec pairs;

  private Rotate(boolean wide) {
    vectors = FloatVectors.of(a, wide);
    loop = new FloatLoop(vectors);
    x = vectors.reg(0);
    y = vectors.reg(1);
    c = vectors.reg(2);
    s = vectors.reg(3);
    t = vectors.reg(4);
    twice = vectors.reg(5);
    firstNegative = vectors.reg(6);
    pairs = vectors.half(vectors.reg(7));
  }

  /// Pairs of components that are half of all turned components apart.
  static byte[] splitHalf(boolean wide) {
    Rotate k = new Rotate(wide);
    return k.kernel(k::splitHalfHead);
  }

  /// Pairs of neighbours.
  static byte[] interleaved(boolean wide) {
    Rotate k = new Rotate(wide);
    return k.kernel(k::interleavedHead);
  }

  private byte[] kernel(Runnable head) {
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(X, at(p, SOURCE));
    a.mov(OUT, at(p, TARGET));
    a.mov(COS, at(p, COSINES));
    a.mov(SIN, at(p, SINES));
    a.mov(HEADS_LEFT, at(p, HEADS));
    restPairs(at(p, REST_PAIRS));
    int lanes = vectors.lanes();
    a.emit(
        VMOVDQU, firstNegative, Constants.ints(a, lanes, i -> i % 2 == 0 ? Integer.MIN_VALUE : 0));
    a.emit(VMOVDQU, twice, Constants.ints(a, lanes, i -> i / 2));
    Label next = a.here();
    a.mov(LEFT, at(p, VECTORS));
    a.mov(LANES, at(p, REST));
    a.mov(I, 0);
    head.run();
    copy(p);
    a.add(X, at(p, HEAD_BYTES));
    a.add(OUT, at(p, HEAD_BYTES));
    a.sub(HEADS_LEFT, 1);
    a.jump(Condition.GREATER, next);
    KernelFrame.leave(a);
    return a.toBytes();
  }

  private void splitHalfHead() {
    halves(HALF_BYTES);
    loop.emit(
        LEFT,
        LANES,
        () -> {
          loop.load(x, at(X, I, 1, 0));
          loop.load(y, at(X2, I, 1, 0));
          loop.load(c, at(COS, I, 1, 0));
          loop.load(s, at(SIN, I, 1, 0));
          a.emit(VMULPS, t, x, c);
          a.emit(VFNMADD231PS, t, y, s);
          a.emit(VMULPS, x, x, s);
          a.emit(VFMADD231PS, x, y, c);
          loop.store(at(OUT, I, 1, 0), t);
          loop.store(at(OUT2, I, 1, 0), x);
        },
        () -> a.add(I, vectors.bytes()));
  }

  private void interleavedHead() {
    a.mov(PAIR, 0);
    loop.emit(
        LEFT,
        LANES,
        () -> {
          loop.load(x, at(X, I, 1, 0));
          angles(c, at(COS, PAIR, 1, 0));
          angles(s, at(SIN, PAIR, 1, 0));
          a.emit(VPERMPS, c, twice, c);
          a.emit(VPERMPS, s, twice, s);
          a.emit(VPSHUFD, SWAP_NEIGHBOURS, y, x);
          a.emit(VXORPS, s, s, firstNegative);
          a.emit(VMULPS, y, y, s);
          a.emit(VFMADD213PS, x, c, y);
          loop.store(at(OUT, I, 1, 0), x);
        },
        () -> {
          a.add(I, vectors.bytes());
          a.add(PAIR, vectors.bytes() / 2);
        });
  }

  /// Sets the mask of the pairs of the rest.
  private void restPairs(Mem bits) {
    if (vectors.isWide()) {
      a.emit(KMOVW, PAIRS, bits);
    } else {
      Mem selected = Constants.ints(a, vectors.lanes() / 2, i -> 1 << i);
      a.emit(VPBROADCASTD, pairs, bits);
      a.emit(VPAND, pairs, pairs, selected);
      a.emit(VPCMPEQD, pairs, pairs, selected);
    }
  }

  private void angles(Vec target, Mem from) {
    Vec half = vectors.half(target);
    if (!loop.isInRest()) {
      a.emit(VMOVUPS, half, from);
    } else if (vectors.isWide()) {
      a.emit(VMOVUPS, half.zero(PAIRS), from);
    } else {
      a.emit(VMASKMOVPS, half, pairs, from);
    }
  }

  /// Copies what doesn't turn.
  private void copy(Gpr p) {
    a.mov(LEFT, at(p, COPIED_VECTORS));
    a.mov(LANES, at(p, COPIED_REST));
    a.mov(I, 0);
    halves(TURNED_BYTES);
    loop.emit(
        LEFT,
        LANES,
        () -> {
          loop.load(x, at(X2, I, 1, 0));
          loop.store(at(OUT2, I, 1, 0), x);
        },
        () -> a.add(I, vectors.bytes()));
  }

  private void halves(int distance) {
    a.mov(X2, at(KernelFrame.PARAMETERS, distance));
    a.mov(OUT2, X2);
    a.add(X2, X);
    a.add(OUT2, OUT);
  }
}
