package llamajar.compute.cpu.x64.row;

import static llamajar.compute.cpu.x64.asm.Instruction.*;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.CountedLoop;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits kernels that store floats in the cache's formats, with AVX2, which serves wider vectors as
/// well: a token has few such numbers. Results are those of
/// [llamajar.compute.cpu.kernel.CacheNumbers].
final class Store256 {
  /// Parameters: source, target, number of units.
  static final int SOURCE = 0;

  static final int TARGET = 8;
  static final int UNITS = 16;

  /// Floats in a unit of each kernel.
  static final int BFLOATS = 8;

  static final int BLOCK = 32;

  private static final int BLOCK_BYTES = 34;
  private static final int TO_NEAREST = 0;
  private static final int UNORDERED = 3;
  private static final int QUIET = 0x400000;

  private static final Gpr X = Gpr.RSI;
  private static final Gpr OUT = Gpr.RAX;
  private static final Gpr LEFT = Gpr.RCX;

  private final Assembler a = new Assembler(false);

  private Store256() {}

  /// Eight numbers at a time to bfloat16, ties to even.
  static byte[] bfloats() {
    Store256 k = new Store256();
    return k.kernel(k::eight, Float.BYTES * BFLOATS, Short.BYTES * BFLOATS);
  }

  /// Blocks of 32 to Q8_0.
  static byte[] blocks() {
    Store256 k = new Store256();
    return k.kernel(k::block, Float.BYTES * BLOCK, BLOCK_BYTES);
  }

  private byte[] kernel(Runnable unit, int sourceBytes, int targetBytes) {
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(X, at(p, SOURCE));
    a.mov(OUT, at(p, TARGET));
    a.mov(LEFT, at(p, UNITS));
    CountedLoop.emit(
        a,
        LEFT,
        () -> {
          unit.run();
          a.add(X, sourceBytes);
          a.add(OUT, targetBytes);
        });
    KernelFrame.leave(a);
    return a.toBytes();
  }

  private void eight() {
    Vec x = Vec.ymm(0);
    Vec rounded = Vec.ymm(1);
    Vec nan = Vec.ymm(2);
    a.emit(VMOVUPS, x, at(X));
    a.emit(VPSRLD, 16, rounded, x);
    a.emit(VPAND, rounded, rounded, all(1));
    a.emit(VPADDD, rounded, rounded, all(0x7FFF));
    a.emit(VPADDD, rounded, rounded, x);
    // Rounding could carry a NaN into the sign.
    a.emit(VCMPPS_LANES, UNORDERED, nan, x, x);
    a.emit(VPANDN, rounded, nan, rounded);
    a.emit(VPOR, x, x, all(QUIET));
    a.emit(VPAND, x, x, nan);
    a.emit(VPOR, x, x, rounded);
    a.emit(VPSRAD, 16, x, x);
    a.emit(VPACKSSDW, x, x, x);
    a.emit(VPERMQ, 0x08, x, x);
    a.emit(VMOVUPS_STORE, at(OUT), x.x());
  }

  private void block() {
    Vec[] x = {Vec.ymm(0), Vec.ymm(1), Vec.ymm(2), Vec.ymm(3)};
    Vec scale = Vec.ymm(4);
    Vec t = Vec.ymm(5);
    for (int i = 0; i < x.length; i++) {
      a.emit(VMOVUPS, x[i], at(X, x[i].bytes() * i));
      a.emit(VPAND, i == 0 ? scale : t, x[i], all(Integer.MAX_VALUE));
      if (i > 0) {
        a.emit(VMAXPS, scale, scale, t);
      }
    }
    a.emit(VEXTRACTI128, 1, t.x(), scale);
    a.emit(VMAXPS, scale.x(), scale.x(), t.x());
    a.emit(VPSHUFD, 0x4E, t.x(), scale.x());
    a.emit(VMAXPS, scale.x(), scale.x(), t.x());
    a.emit(VPSHUFD, 0xB1, t.x(), scale.x());
    a.emit(VMAXPS, scale.x(), scale.x(), t.x());
    a.emit(VDIVSS, scale.x(), scale.x(), Constants.real(a, 127));
    a.emit(VMINPS, scale.x(), scale.x(), real(65504, 4));
    // The scale as it will be read, so that its rounding does not add to that of the codes.
    a.emit(VCVTPS2PH, TO_NEAREST, t.x(), scale.x());
    a.emit(VPEXTRW_STORE, 0, at(OUT), t.x());
    a.emit(VCVTPH2PS, scale.x(), t.x());
    // It may have become zero.
    a.emit(VMAXPS, scale.x(), scale.x(), real(0x1p-24f, 4));
    a.emit(VBROADCASTSS, scale, scale.x());
    for (Vec v : x) {
      a.emit(VDIVPS, v, v, scale);
      a.emit(VMINPS, v, v, real(127, 8));
      a.emit(VMAXPS, v, v, real(-127, 8));
      a.emit(VCVTPS2DQ, v, v);
    }
    a.emit(VPACKSSDW, x[0], x[0], x[1]);
    a.emit(VPACKSSDW, x[2], x[2], x[3]);
    a.emit(VPACKSSWB, x[0], x[0], x[2]);
    // Packing works within 128 bits each.
    a.emit(VMOVDQU, t, Constants.ints(a, 8, i -> i / 2 + i % 2 * 4));
    a.emit(VPERMD, x[0], t, x[0]);
    a.emit(VMOVDQU_STORE, at(OUT, Short.BYTES), x[0]);
  }

  private Mem all(int value) {
    return Constants.ints(a, 8, i -> value);
  }

  private Mem real(float value, int lanes) {
    int bits = Float.floatToRawIntBits(value);
    return Constants.ints(a, lanes, i -> bits);
  }
}
