package llamajar.compute.cpu.x64.row;

import static llamajar.compute.cpu.x64.asm.Instruction.VADDPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCMPPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VDIVPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMAXPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPOR;
import static llamajar.compute.cpu.x64.asm.Instruction.VXORPS;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.Exponential;
import llamajar.compute.cpu.x64.emit.FloatLoop;
import llamajar.compute.cpu.x64.emit.FloatVectors;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits kernels that handle each element by itself. The target may be a source.
final class Elements {
  /// Parameters: sources, target, number of whole vectors, bits of the lanes behind them.
  static final int SOURCE = 0;

  static final int OTHER = 8;
  static final int TARGET = 16;
  static final int VECTORS = 24;
  static final int REST = 32;

  private static final Gpr X = Gpr.RSI;
  private static final Gpr Y = Gpr.RDX;
  private static final Gpr OUT = Gpr.RAX;
  private static final Gpr LEFT = Gpr.RCX;
  private static final Gpr LANES = Gpr.R8;
  private static final Mask NEGATIVE = new Mask(3);
  private static final int LESS = 1;

  private final Assembler a = new Assembler(false);
  private final FloatVectors vectors;
  private final FloatLoop loop;
  private final Vec v;
  private final Vec u;

  private Elements(boolean wide) {
    vectors = FloatVectors.of(a, wide);
    loop = new FloatLoop(vectors);
    v = vectors.reg(0);
    u = vectors.reg(1);
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(X, at(p, SOURCE));
    a.mov(Y, at(p, OTHER));
    a.mov(OUT, at(p, TARGET));
    a.mov(LEFT, at(p, VECTORS));
    a.mov(LANES, at(p, REST));
  }

  /// The sum of two sources.
  static byte[] add(boolean wide) {
    Elements k = new Elements(wide);
    return k.finish(
        4,
        4,
        () -> {
          k.loop.load(k.v, at(X));
          k.loop.load(k.u, at(Y));
          k.a.emit(VADDPS, k.v, k.v, k.u);
          k.loop.store(at(OUT), k.v);
        });
  }

  /// Copies.
  static byte[] copy(boolean wide) {
    Elements k = new Elements(wide);
    return k.finish(
        4,
        4,
        () -> {
          k.loop.load(k.v, at(X));
          k.loop.store(at(OUT), k.v);
        });
  }

  /// binary32 to binary16, rounded to the nearest, ties to even.
  static byte[] toHalf(boolean wide) {
    Elements k = new Elements(wide);
    return k.finish(
        4,
        2,
        () -> {
          k.loop.load(k.v, at(X));
          k.loop.storeHalf(at(OUT), k.v);
        });
  }

  /// binary16 to binary32.
  static byte[] fromHalf(boolean wide) {
    Elements k = new Elements(wide);
    return k.finish(
        2,
        4,
        () -> {
          k.loop.loadHalf(k.v, at(X));
          k.loop.store(at(OUT), k.v);
        });
  }

  /// bfloat16 to binary32.
  static byte[] fromBfloat(boolean wide) {
    Elements k = new Elements(wide);
    return k.finish(
        2,
        4,
        () -> {
          k.loop.loadBfloat(k.v, at(X));
          k.loop.store(at(OUT), k.v);
        });
  }

  /// `x / (1 + e^−x) · y`, with the exponential of a number that is not positive: the factor of `x`
  /// is `e^x / (1 + e^x)` where `x` is negative.
  static byte[] gateSilu(boolean wide) {
    Elements k = new Elements(wide);
    return k.finish(4, 4, k.silu());
  }

  private Runnable silu() {
    Vec t = vectors.reg(2);
    Vec spare = vectors.reg(3);
    Vec one = vectors.reg(16, 8);
    Vec sign = vectors.reg(17, 9);
    Vec far = vectors.reg(18, 10);
    Vec zero = vectors.reg(19, 11);
    Exponential exponential =
        new Exponential(vectors, vectors.reg(4), vectors.reg(5), new Mask(2), vectors.reg(6));
    vectors.fill(one, 1);
    vectors.fill(sign, -0f);
    // Beyond, the exponential is 0, which must not meet an infinity.
    vectors.fill(far, -128);
    a.emit(VXORPS, zero, zero, zero);
    return () -> {
      loop.load(v, at(X));
      loop.load(u, at(Y));
      a.emit(VPOR, t, v, sign);
      exponential.ofNonPositive(t);
      multiplyNegative(v, t, far, zero, spare);
      a.emit(VADDPS, t, t, one);
      a.emit(VDIVPS, v, v, t);
      a.emit(VMULPS, v, v, u);
      loop.store(at(OUT), v);
    };
  }

  /// Multiplies `v` where it is negative, and at least `far`, with a factor of 0 to 1.
  private void multiplyNegative(Vec v, Vec factor, Vec far, Vec zero, Vec spare) {
    if (vectors.isWide()) {
      a.emit(VCMPPS, LESS, NEGATIVE, v, zero);
    }
    // Of two operands of which one is NaN, the second is the result.
    a.emit(VMAXPS, v, far, v);
    if (vectors.isWide()) {
      a.emit(VMULPS, v.merge(NEGATIVE), v, factor);
    } else {
      // The product is the greater one where v is negative, and v elsewhere.
      a.emit(VMULPS, spare, v, factor);
      a.emit(VMAXPS, v, spare, v);
    }
  }

  private byte[] finish(int sourceBytes, int targetBytes, Runnable body) {
    loop.emit(
        LEFT,
        LANES,
        body,
        () -> {
          a.add(X, vectors.lanes() * sourceBytes);
          a.add(Y, vectors.lanes() * sourceBytes);
          a.add(OUT, vectors.lanes() * targetBytes);
        });
    KernelFrame.leave(a);
    return a.toBytes();
  }
}
