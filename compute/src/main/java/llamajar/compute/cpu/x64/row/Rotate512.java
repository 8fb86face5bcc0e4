package llamajar.compute.cpu.x64.row;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVW;
import static llamajar.compute.cpu.x64.asm.Instruction.VFMADD213PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VFMADD231PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VFNMADD231PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
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
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.FloatLoop;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits kernels that turn the pairs of neighbouring heads: `(a, b)` becomes `(a·cos − b·sin, a·sin
/// + b·cos)`. The target may be the source.
final class Rotate512 {
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

  private static final Vec A = Vec.zmm(0);
  private static final Vec B = Vec.zmm(1);
  private static final Vec C = Vec.zmm(2);
  private static final Vec S = Vec.zmm(3);
  private static final Vec T = Vec.zmm(4);
  private static final Vec TWICE = Vec.zmm(5);

  /// The signs that sines get: the first of a pair loses, the second gains.
  private static final Vec FIRST_NEGATIVE = Vec.zmm(6);

  private static final Mask PAIRS = new Mask(2);
  private static final int SWAP_NEIGHBOURS = 0xB1;

  private final Assembler a = new Assembler(false);
  private final FloatLoop loop = new FloatLoop(a, new Mask(1));

  private Rotate512() {}

  /// Pairs of components that are half of all turned components apart.
  static byte[] splitHalf() {
    Rotate512 k = new Rotate512();
    return k.kernel(k::splitHalfHead);
  }

  /// Pairs of neighbours.
  static byte[] interleaved() {
    Rotate512 k = new Rotate512();
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
    a.emit(KMOVW, PAIRS, at(p, REST_PAIRS));
    a.emit(VMOVDQU, FIRST_NEGATIVE, Constants.ints(a, 16, i -> i % 2 == 0 ? Integer.MIN_VALUE : 0));
    a.emit(VMOVDQU, TWICE, Constants.ints(a, 16, i -> i / 2));
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
          a.emit(VMOVUPS, loop.into(A), at(X, I, 1, 0));
          a.emit(VMOVUPS, loop.into(B), at(X2, I, 1, 0));
          a.emit(VMOVUPS, loop.into(C), at(COS, I, 1, 0));
          a.emit(VMOVUPS, loop.into(S), at(SIN, I, 1, 0));
          a.emit(VMULPS, T, A, C);
          a.emit(VFNMADD231PS, T, B, S);
          a.emit(VMULPS, A, A, S);
          a.emit(VFMADD231PS, A, B, C);
          a.emit(VMOVUPS_STORE, loop.to(at(OUT, I, 1, 0)), T);
          a.emit(VMOVUPS_STORE, loop.to(at(OUT2, I, 1, 0)), A);
        },
        () -> a.add(I, 64));
  }

  private void interleavedHead() {
    a.mov(PAIR, 0);
    loop.emit(
        LEFT,
        LANES,
        () -> {
          a.emit(VMOVUPS, loop.into(A), at(X, I, 1, 0));
          a.emit(VMOVUPS, angles(C), at(COS, PAIR, 1, 0));
          a.emit(VMOVUPS, angles(S), at(SIN, PAIR, 1, 0));
          a.emit(VPERMPS, C, TWICE, C);
          a.emit(VPERMPS, S, TWICE, S);
          a.emit(VPSHUFD, SWAP_NEIGHBOURS, B, A);
          a.emit(VXORPS, S, S, FIRST_NEGATIVE);
          a.emit(VMULPS, B, B, S);
          a.emit(VFMADD213PS, A, C, B);
          a.emit(VMOVUPS_STORE, loop.to(at(OUT, I, 1, 0)), A);
        },
        () -> {
          a.add(I, 64);
          a.add(PAIR, 32);
        });
  }

  private Vec angles(Vec target) {
    return loop.isInRest() ? target.y().zero(PAIRS) : target.y();
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
          a.emit(VMOVUPS, loop.into(A), at(X2, I, 1, 0));
          a.emit(VMOVUPS_STORE, loop.to(at(OUT2, I, 1, 0)), A);
        },
        () -> a.add(I, 64));
  }

  private void halves(int distance) {
    a.mov(X2, at(KernelFrame.PARAMETERS, distance));
    a.mov(OUT2, X2);
    a.add(X2, X);
    a.add(OUT2, OUT);
  }
}
