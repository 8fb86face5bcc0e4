package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;

/// Types with blocks of 256 weights whose scales are small integers, their codes, times one factor
/// for all of them. Codes fit in 16 bits, so that products can be scaled before they are floats.
public abstract class CodedUnpacker256 extends Unpacker256 {
  CodedUnpacker256(Unpack256 u) {
    super(u);
  }

  /// Leaves codes where scales are otherwise, as signed 32-bit integers, their factor in
  /// [Unpack256#FACTOR], and minima as [#scales] does.
  public abstract void codes();

  @Override
  public final void scales(int weights) {
    codes();
    multiply(Unpack256.SCALES);
    if (isFine()) {
      multiply(Unpack256.MORE_SCALES);
    }
  }

  private void multiply(Vec codes) {
    u.a.emit(VCVTDQ2PS, codes, codes);
    u.a.emit(VMULPS, codes, codes, Unpack256.FACTOR);
  }
}
