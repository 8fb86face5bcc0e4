package llamajar.compute.cpu.x64.row;

import static llamajar.compute.cpu.x64.asm.Instruction.VADDPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCMPPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPH2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPS2PH;
import static llamajar.compute.cpu.x64.asm.Instruction.VDIVPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMAXPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXWD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPOR;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSLLD;
import static llamajar.compute.cpu.x64.asm.Instruction.VXORPS;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import java.util.function.Consumer;
import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.Exponential512;
import llamajar.compute.cpu.x64.emit.FloatLoop;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits kernels that handle each element by itself. The target may be a source.
final class Elements512 {
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
  private static final Vec V = Vec.zmm(0);
  private static final Vec U = Vec.zmm(1);
  private static final Vec T = Vec.zmm(2);
  private static final Vec ONE = Vec.zmm(16);
  private static final Vec SIGN = Vec.zmm(17);
  private static final Vec FAR = Vec.zmm(18);
  private static final Vec ZERO = Vec.zmm(19);
  private static final Mask NEGATIVE = new Mask(3);
  private static final int LESS = 1;
  private static final int TO_NEAREST = 0;

  private final Assembler a = new Assembler(false);
  private final FloatLoop loop = new FloatLoop(a, new Mask(1));

  private Elements512() {
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(X, at(p, SOURCE));
    a.mov(Y, at(p, OTHER));
    a.mov(OUT, at(p, TARGET));
    a.mov(LEFT, at(p, VECTORS));
    a.mov(LANES, at(p, REST));
  }

  /// The sum of two sources.
  static byte[] add() {
    return emit(
        4,
        4,
        k -> {
          k.a.emit(VMOVUPS, k.loop.into(V), at(X));
          k.a.emit(VMOVUPS, k.loop.into(U), at(Y));
          k.a.emit(VADDPS, V, V, U);
          k.a.emit(VMOVUPS_STORE, k.loop.to(at(OUT)), V);
        });
  }

  /// Copies.
  static byte[] copy() {
    return emit(
        4,
        4,
        k -> {
          k.a.emit(VMOVUPS, k.loop.into(V), at(X));
          k.a.emit(VMOVUPS_STORE, k.loop.to(at(OUT)), V);
        });
  }

  /// binary32 to binary16, rounded to the nearest, ties to even.
  static byte[] toHalf() {
    return emit(
        4,
        2,
        k -> {
          k.a.emit(VMOVUPS, k.loop.into(V), at(X));
          k.a.emit(VCVTPS2PH, TO_NEAREST, k.loop.to(at(OUT)), V);
        });
  }

  /// binary16 to binary32.
  static byte[] fromHalf() {
    return emit(
        2,
        4,
        k -> {
          k.a.emit(VCVTPH2PS, k.loop.into(V), at(X));
          k.a.emit(VMOVUPS_STORE, k.loop.to(at(OUT)), V);
        });
  }

  /// bfloat16 to binary32, of which it is the upper half.
  static byte[] fromBfloat() {
    return emit(
        2,
        4,
        k -> {
          k.a.emit(VPMOVZXWD, k.loop.into(V), at(X));
          k.a.emit(VPSLLD, 16, V, V);
          k.a.emit(VMOVUPS_STORE, k.loop.to(at(OUT)), V);
        });
  }

  /// `x / (1 + e^−x) · y`, with the exponential of a number that is not positive: the factor of `x`
  /// is `e^x / (1 + e^x)` where `x` is negative.
  static byte[] gateSilu() {
    Elements512 kernel = new Elements512();
    Exponential512 exponential = new Exponential512(kernel.a, Vec.zmm(4), Vec.zmm(5), new Mask(2));
    kernel.a.emit(VBROADCASTSS, ONE, Constants.real(kernel.a, 1));
    kernel.a.emit(VBROADCASTSS, SIGN, Constants.real(kernel.a, -0f));
    // Beyond, the exponential is 0, which must not meet an infinity.
    kernel.a.emit(VBROADCASTSS, FAR, Constants.real(kernel.a, -128));
    kernel.a.emit(VXORPS, ZERO, ZERO, ZERO);
    return kernel.finish(
        4,
        4,
        k -> {
          k.a.emit(VMOVUPS, k.loop.into(V), at(X));
          k.a.emit(VMOVUPS, k.loop.into(U), at(Y));
          k.a.emit(VPOR, T, V, SIGN);
          exponential.ofNonPositive(T);
          k.a.emit(VCMPPS, LESS, NEGATIVE, V, ZERO);
          // Of two operands of which one is NaN, the second is the result.
          k.a.emit(VMAXPS, V, FAR, V);
          k.a.emit(VMULPS, V.merge(NEGATIVE), V, T);
          k.a.emit(VADDPS, T, T, ONE);
          k.a.emit(VDIVPS, V, V, T);
          k.a.emit(VMULPS, V, V, U);
          k.a.emit(VMOVUPS_STORE, k.loop.to(at(OUT)), V);
        });
  }

  private static byte[] emit(int sourceBytes, int targetBytes, Consumer<Elements512> body) {
    return new Elements512().finish(sourceBytes, targetBytes, body);
  }

  private byte[] finish(int sourceBytes, int targetBytes, Consumer<Elements512> body) {
    loop.emit(
        LEFT,
        LANES,
        () -> body.accept(this),
        () -> {
          a.add(X, 16 * sourceBytes);
          a.add(Y, 16 * sourceBytes);
          a.add(OUT, 16 * targetBytes);
        });
    KernelFrame.leave(a);
    return a.toBytes();
  }
}
