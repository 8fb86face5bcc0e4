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

/// Emits the kernel that turns floats into [ActivationLayout], with AVX2. Its parameters are those
/// of [Quantize512].
final class Quantize256 {
  private static final Gpr X = Gpr.RSI;
  private static final Gpr Q = Gpr.RAX;
  private static final Gpr STEP = Gpr.RDX;
  private static final Gpr LEFT = Gpr.RCX;

  /// What activations of a group with one scale are multiplied by.
  private static final Vec OF_GROUP = Vec.ymm(11);

  private static final Vec ABSOLUTE = Vec.ymm(12);
  private static final Vec BOUND = Vec.ymm(13);
  private static final Vec ORDER = Vec.ymm(14);
  private static final Vec ZERO = Vec.ymm(15);

  private final Assembler a;
  private final Rounding rounding;

  private Quantize256(Assembler a, Rounding rounding) {
    this.a = a;
    this.rounding = rounding;
  }

  /// The kernel for rows that end with `rest` activations behind whole groups.
  ///
  /// @param rest 0 or a multiple of 32 below 256
  static byte[] emit(int rest, Rounding rounding) {
    Assembler a = new Assembler(false);
    new Quantize256(a, rounding).kernel(rest);
    return a.toBytes();
  }

  private void kernel(int rest) {
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(X, at(p, Quantize512.SOURCE));
    a.mov(Q, at(p, Quantize512.TARGET));
    a.mov(STEP, at(p, Quantize512.STRIDE));
    a.mov(LEFT, at(p, Quantize512.GROUPS));
    a.emit(VPBROADCASTD, ABSOLUTE, Constants.ints(a, 1, i -> Integer.MAX_VALUE));
    a.emit(VPBROADCASTD, BOUND, Constants.real(a, rounding.largest()));
    // Packing and sums work within 128 bits each.
    a.emit(VMOVDQU, ORDER, Constants.ints(a, 8, i -> i / 2 + i % 2 * 4));
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
    if (rounding.isOfGroups()) {
      scaleOfGroup(blocks);
    }
    for (int b = 0; b < 8; b++) {
      if (b < blocks) {
        block(b);
      } else {
        a.emit(VMOVDQU_STORE, at(Q, 32 * b), ZERO);
        a.emit(VMOVDQU_STORE, at(Q, ActivationLayout.LOW + 32 * b), ZERO);
        a.emit(VMOVD_STORE, at(Q, ActivationLayout.SCALES + 4 * b), ZERO.x());
      }
    }
    sums();
  }

  /// Leaves what activations of the group are multiplied by in all lanes, and stores its inverse.
  private void scaleOfGroup(int blocks) {
    Vec m = Vec.ymm(4);
    Vec t = Vec.ymm(5);
    for (int i = 0; i < 4 * blocks; i++) {
      // Two maxima, so that they overlap.
      Vec part = i % 2 == 0 ? m : t;
      if (i < 2) {
        a.emit(VANDPS, part, ABSOLUTE, at(X, 32 * i));
      } else {
        a.emit(VANDPS, Vec.ymm(i % 4), ABSOLUTE, at(X, 32 * i));
        a.emit(VMAXPS, part, part, Vec.ymm(i % 4));
      }
    }
    a.emit(VMAXPS, m, m, t);
    greatest(m, t);
    a.emit(VDIVSS, t.x(), BOUND.x(), m.x());
    a.emit(VDIVSS, m.x(), m.x(), BOUND.x());
    for (int b = 0; b < blocks; b++) {
      a.emit(VMOVSS_STORE, at(Q, ActivationLayout.SCALES + 4 * b), m.x());
    }
    a.emit(VBROADCASTSS, OF_GROUP, t.x());
  }

  /// The greatest of eight lanes, in the first; not below what keeps its inverse finite.
  private void greatest(Vec m, Vec t) {
    a.emit(VEXTRACTI128, 1, t.x(), m);
    a.emit(VMAXPS, m.x(), m.x(), t.x());
    a.emit(VPSHUFD, 0x4E, t.x(), m.x());
    a.emit(VMAXPS, m.x(), m.x(), t.x());
    a.emit(VPSHUFD, 0xB1, t.x(), m.x());
    a.emit(VMAXPS, m.x(), m.x(), t.x());
    int tiny = Float.floatToRawIntBits(0x1p-100f);
    a.emit(VMAXPS, m.x(), m.x(), Constants.ints(a, 4, i -> tiny));
  }

  private void block(int b) {
    // Two sets of registers, so that blocks overlap.
    int set = 6 * (b % 2);
    Vec[] x = {Vec.ymm(set), Vec.ymm(set + 1), Vec.ymm(set + 2), Vec.ymm(set + 3)};
    Vec t = rounding.isOfGroups() ? OF_GROUP : Vec.ymm(set + 5);
    for (int i = 0; i < 4; i++) {
      a.emit(VMOVUPS, x[i], at(X, 128 * b + 32 * i));
    }
    if (!rounding.isOfGroups()) {
      scaleOfBlock(b, x, Vec.ymm(set + 4), t);
    }
    for (int i = 0; i < 4; i++) {
      a.emit(VMULPS, x[i], x[i], t);
      a.emit(VCVTPS2DQ, x[i], x[i]);
    }
    a.emit(VPACKSSDW, x[0], x[0], x[1]);
    a.emit(VPACKSSDW, x[2], x[2], x[3]);
    int lowBits = rounding.lowBits();
    if (lowBits > 0) {
      lowBytes(x[1], x[3], x[0], x[2]);
      a.emit(VMOVDQU_STORE, at(Q, ActivationLayout.LOW + 32 * b), x[1]);
      for (int i = 0; i < 4; i += 2) {
        a.emit(VPADDW, x[i], x[i], Constants.shorts(a, 16, k -> 1 << (lowBits - 1)));
        a.emit(VPSRAW, lowBits, x[i], x[i]);
      }
    }
    a.emit(VPACKSSWB, x[0], x[0], x[2]);
    a.emit(VPERMD, x[0], ORDER, x[0]);
    a.emit(VMOVDQU_STORE, at(Q, 32 * b), x[0]);
  }

  /// The same for 32 activations `x`.
  private void scaleOfBlock(int b, Vec[] x, Vec m, Vec t) {
    for (int i = 0; i < 4; i++) {
      a.emit(VPAND, i == 0 ? m : t, x[i], ABSOLUTE);
      if (i > 0) {
        a.emit(VMAXPS, m, m, t);
      }
    }
    greatest(m, t);
    a.emit(VDIVSS, t.x(), BOUND.x(), m.x());
    a.emit(VDIVSS, m.x(), m.x(), BOUND.x());
    a.emit(VMOVSS_STORE, at(Q, ActivationLayout.SCALES + 4 * b), m.x());
    a.emit(VBROADCASTSS, t, t.x());
  }

  /// The low bits as signed bytes. −128 becomes −127: products with signed weights change signs.
  private void lowBytes(Vec target, Vec t, Vec first, Vec second) {
    int above = 16 - rounding.lowBits();
    a.emit(VPSLLW, above, target, first);
    a.emit(VPSLLW, above, t, second);
    a.emit(VPSRAW, above, target, target);
    a.emit(VPSRAW, above, t, t);
    a.emit(VPACKSSWB, target, target, t);
    a.emit(VPERMD, target, ORDER, target);
    a.emit(VPCMPEQB, t, target, Constants.bytes(a, 32, i -> -128));
    a.emit(VPSUBB, target, target, t);
  }

  /// Sums over 16 and 32 activations, and scales twice.
  private void sums() {
    Vec[] fine = {Vec.ymm(8), Vec.ymm(9)};
    Vec scales = Vec.ymm(10);
    Vec twice = Vec.ymm(11);
    a.emit(VMOVUPS, scales, at(Q, ActivationLayout.SCALES));
    for (int half = 0; half < 2; half++) {
      int first = 4 * half;
      for (int i = 0; i < 4; i++) {
        Vec d = Vec.ymm(i);
        sumsOfFour(d, 32 * (first + i));
        if (rounding.lowBits() > 0) {
          a.emit(VPSLLD, rounding.lowBits(), d, d);
          sumsOfFour(twice, ActivationLayout.LOW + 32 * (first + i));
          a.emit(VPADDD, d, d, twice);
        }
      }
      Vec sum = fine[half];
      // Sums of four are added up to sums of 16: a transposition within each 128 bits.
      addPairs(Vec.ymm(4), Vec.ymm(0), Vec.ymm(1));
      addPairs(Vec.ymm(5), Vec.ymm(2), Vec.ymm(3));
      a.emit(VPUNPCKLQDQ, Vec.ymm(0), Vec.ymm(4), Vec.ymm(5));
      a.emit(VPUNPCKHQDQ, Vec.ymm(1), Vec.ymm(4), Vec.ymm(5));
      a.emit(VPADDD, sum, Vec.ymm(0), Vec.ymm(1));
      a.emit(VPERMD, sum, ORDER, sum);
      a.emit(VCVTDQ2PS, sum, sum);
      a.emit(VMOVDQU, twice, Constants.ints(a, 8, i -> first + i / 2));
      a.emit(VPERMPS, twice, twice, scales);
      a.emit(VMULPS, sum, sum, twice);
      a.emit(VMOVUPS_STORE, at(Q, ActivationLayout.FINE_SCALES + 32 * half), twice);
      a.emit(VMOVUPS_STORE, at(Q, ActivationLayout.FINE_SUMS + 32 * half), sum);
      a.emit(VMOVDQU_STORE, at(Q, ActivationLayout.SUMS + 32 + 32 * half), ZERO);
    }
    Vec even = Vec.ymm(0);
    Vec odd = Vec.ymm(1);
    a.emit(VSHUFPS, 0x88, even, fine[0], fine[1]);
    a.emit(VSHUFPS, 0xDD, odd, fine[0], fine[1]);
    a.emit(VADDPS, even, even, odd);
    a.emit(VPERMQ, 0xD8, even, even);
    a.emit(VMOVUPS_STORE, at(Q, ActivationLayout.SUMS), even);
  }

  private void sumsOfFour(Vec target, int offset) {
    a.emit(VMOVDQU, target, Constants.bytes(a, 32, k -> 1));
    a.emit(VPMADDUBSW, target, target, at(Q, offset));
    Dot256.widen(a, target);
  }

  private void addPairs(Vec target, Vec first, Vec second) {
    a.emit(VPUNPCKLDQ, target, first, second);
    a.emit(VPUNPCKHDQ, first, first, second);
    a.emit(VPADDD, target, target, first);
  }
}
