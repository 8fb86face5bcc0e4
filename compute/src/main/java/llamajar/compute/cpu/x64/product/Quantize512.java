package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.*;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits the kernel that turns floats into [ActivationLayout], with AVX-512.
///
/// It handles one column: groups of 256, and what is left of blocks of 32, which is part of the
/// code.
final class Quantize512 {
  /// Parameters: source, target, distance of groups in the target in bytes, number of whole groups.
  static final int SOURCE = 0;

  static final int TARGET = 8;
  static final int STRIDE = 16;
  static final int GROUPS = 24;

  private static final Gpr X = Gpr.RSI;
  private static final Gpr Q = Gpr.RAX;
  private static final Gpr STEP = Gpr.RDX;
  private static final Gpr LEFT = Gpr.RCX;

  private static final Vec ABSOLUTE = Vec.zmm(16);
  private static final Vec BOUND = Vec.zmm(17);
  private static final Vec TINY = Vec.zmm(18);
  private static final Vec ONES = Vec.zmm(19);
  private static final Vec ORDER = Vec.zmm(20);
  private static final Vec TWICE = Vec.zmm(21);
  private static final Vec EVEN = Vec.zmm(22);
  private static final Vec ODD = Vec.zmm(23);
  private static final Vec ZERO = Vec.zmm(24);

  private static final Vec ROUND = Vec.zmm(25);

  private final Assembler a;
  private final boolean precise;

  private Quantize512(Assembler a, boolean precise) {
    this.a = a;
    this.precise = precise;
  }

  /// The kernel for rows that end with `rest` activations behind whole groups.
  ///
  /// @param rest 0 or a multiple of 32 below 256
  static byte[] emit(int rest, boolean precise) {
    Assembler a = new Assembler(false);
    new Quantize512(a, precise).kernel(rest);
    return a.toBytes();
  }

  private void kernel(int rest) {
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(X, at(p, SOURCE));
    a.mov(Q, at(p, TARGET));
    a.mov(STEP, at(p, STRIDE));
    a.mov(LEFT, at(p, GROUPS));
    a.emit(VPBROADCASTD, ABSOLUTE, Constants.ints(a, 1, i -> Integer.MAX_VALUE));
    a.emit(VPBROADCASTD, BOUND, Constants.real(a, precise ? 127 * 256 : 127));
    a.emit(VPBROADCASTD, ROUND, Constants.ints(a, 1, i -> 128));
    // Keeps 127 / max finite.
    a.emit(VPBROADCASTD, TINY, Constants.real(a, 0x1p-100f));
    a.emit(VPBROADCASTD, ONES, Constants.ints(a, 1, i -> 0x01010101));
    a.emit(VMOVDQU, ORDER, Constants.ints(a, 16, i -> 4 * (i % 4) + i / 4));
    a.emit(VMOVDQU, TWICE, Constants.ints(a, 16, i -> i / 2));
    a.emit(VMOVDQU, EVEN, Constants.ints(a, 16, i -> 2 * i % 16));
    a.emit(VMOVDQU, ODD, Constants.ints(a, 16, i -> (2 * i + 1) % 16));
    a.emit(VPXOR, ZERO, ZERO, ZERO);
    Label end = a.label();
    a.cmp(LEFT, 0);
    a.jump(Condition.LESS_OR_EQUAL, end);
    Label loop = a.here();
    group(8);
    a.add(X, 4 * ActivationLayout.GROUP);
    a.add(Q, STEP);
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    a.bind(end);
    if (rest > 0) {
      group(rest / 32);
    }
    KernelFrame.leave(a);
  }

  private void group(int blocks) {
    for (int b = 0; b < 8; b++) {
      if (b < blocks) {
        block(b);
      } else {
        a.emit(VMOVDQU_STORE, at(Q, 32 * b), ZERO.y());
        a.emit(VMOVDQU_STORE, at(Q, ActivationLayout.LOW + 32 * b), ZERO.y());
        a.emit(VMOVD_STORE, at(Q, ActivationLayout.SCALES + 4 * b), ZERO.x());
      }
    }
    sums();
  }

  private void block(int b) {
    // Three sets of registers, so that blocks overlap.
    int set = 4 * (b % 4);
    Vec x0 = Vec.zmm(set);
    Vec x1 = Vec.zmm(set + 1);
    Vec m = Vec.zmm(set + 2);
    Vec t = Vec.zmm(set + 3);
    a.emit(VMOVUPS, x0, at(X, 128 * b));
    a.emit(VMOVUPS, x1, at(X, 128 * b + 64));
    a.emit(VPAND, m, x0, ABSOLUTE);
    a.emit(VPAND, t, x1, ABSOLUTE);
    a.emit(VMAXPS, m, m, t);
    a.emit(VEXTRACTI64X4, 1, t.y(), m);
    a.emit(VMAXPS, m.y(), m.y(), t.y());
    a.emit(VEXTRACTI128, 1, t.x(), m.y());
    a.emit(VMAXPS, m.x(), m.x(), t.x());
    a.emit(VPSHUFD, 0x4E, t.x(), m.x());
    a.emit(VMAXPS, m.x(), m.x(), t.x());
    a.emit(VPSHUFD, 0xB1, t.x(), m.x());
    a.emit(VMAXPS, m.x(), m.x(), t.x());
    a.emit(VMAXPS, m.x(), m.x(), TINY.x());
    a.emit(VDIVSS, t.x(), BOUND.x(), m.x());
    a.emit(VDIVSS, m.x(), m.x(), BOUND.x());
    a.emit(VMOVSS_STORE, at(Q, ActivationLayout.SCALES + 4 * b), m.x());
    a.emit(VBROADCASTSS, t, t.x());
    a.emit(VMULPS, x0, x0, t);
    a.emit(VMULPS, x1, x1, t);
    a.emit(VCVTPS2DQ, x0, x0);
    a.emit(VCVTPS2DQ, x1, x1);
    if (precise) {
      // The low byte as a signed number, and what is left.
      a.emit(VPMOVDB, at(Q, ActivationLayout.LOW + 32 * b), x0);
      a.emit(VPMOVDB, at(Q, ActivationLayout.LOW + 32 * b + 16), x1);
      a.emit(VPADDD, x0, x0, ROUND);
      a.emit(VPADDD, x1, x1, ROUND);
      a.emit(VPSRAD, 8, x0, x0);
      a.emit(VPSRAD, 8, x1, x1);
    }
    a.emit(VPMOVSDB, at(Q, 32 * b), x0);
    a.emit(VPMOVSDB, at(Q, 32 * b + 16), x1);
  }

  /// Sums over 16 and 32 activations, and scales twice.
  private void sums() {
    Vec[] d = {Vec.zmm(0), Vec.zmm(1), Vec.zmm(2), Vec.zmm(3)};
    for (int i = 0; i < 4; i++) {
      a.emit(VPXOR, d[i], d[i], d[i]);
      a.emit(VPDPBUSD, d[i], ONES, at(Q, 64 * i));
      if (precise) {
        a.emit(VPSLLD, 8, d[i], d[i]);
        a.emit(VPDPBUSD, d[i], ONES, at(Q, ActivationLayout.LOW + 64 * i));
      }
    }
    // Sums of four are added up to sums of 16: a transposition within each 128 bits.
    Vec t = Vec.zmm(4);
    Vec v = Vec.zmm(5);
    a.emit(VPUNPCKLDQ, t, d[0], d[1]);
    a.emit(VPUNPCKHDQ, d[0], d[0], d[1]);
    a.emit(VPADDD, t, t, d[0]);
    a.emit(VPUNPCKLDQ, v, d[2], d[3]);
    a.emit(VPUNPCKHDQ, d[2], d[2], d[3]);
    a.emit(VPADDD, v, v, d[2]);
    a.emit(VPUNPCKLQDQ, d[0], t, v);
    a.emit(VPUNPCKHQDQ, d[1], t, v);
    a.emit(VPADDD, t, d[0], d[1]);
    a.emit(VPERMD, t, ORDER, t);
    a.emit(VCVTDQ2PS, t, t);
    a.emit(VMOVUPS, v.y(), at(Q, ActivationLayout.SCALES));
    a.emit(VPERMPS, v, TWICE, v);
    a.emit(VMULPS, t, t, v);
    a.emit(VMOVUPS_STORE, at(Q, ActivationLayout.FINE_SCALES), v);
    a.emit(VMOVUPS_STORE, at(Q, ActivationLayout.FINE_SUMS), t);
    a.emit(VPERMPS, d[0], EVEN, t);
    a.emit(VPERMPS, d[1], ODD, t);
    a.emit(VADDPS, d[0], d[0], d[1]);
    a.emit(VMOVUPS_STORE, at(Q, ActivationLayout.SUMS), d[0].y());
    a.emit(VMOVUPS_STORE, at(Q, ActivationLayout.SUMS + 32), ZERO);
  }
}
