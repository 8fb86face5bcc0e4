package llamajar.compute.cpu.x64.emit;

import static llamajar.compute.cpu.x64.asm.Instruction.VANDPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCMPPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCMPPS_LANES;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPS2DQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VFMADD213PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VFNMADD231PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPADDD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSLLD;
import static llamajar.compute.cpu.x64.asm.Instruction.VROUNDPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VSCALEFPS;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;

/// Emits `e^x` for numbers that are not positive, which is all that softmax and logistic functions
/// need and cannot overflow.
///
/// `x = n · ln 2 + r` with an integer `n` and `|r| ≤ ln 2 / 2`; then `e^x = 2^n · e^r`, and `e^r =
/// 1 + r + r² · p(r)` with a polynomial that was fitted to a relative error of 3·10⁻⁹, a twentieth
/// of an ulp.
public final class Exponential {
  private static final float LOG2_E = 0x1.715476p0f;

  /// ln 2 in two parts, the first with so few bits that its products with `n` are exact.
  private static final float LN2_HIGH = 0x1.63p-1f;

  private static final float LN2_LOW = -0x1.bd0106p-13f;

  /// From here down results are not normal numbers, which are slow, and become 0.
  private static final float LEAST = -0x1.5d589ep6f;

  /// From the highest power down.
  private static final float[] COEFFICIENTS = {
    0x1.6a2448p-10f, 0x1.1239d6p-7f, 0x1.5558f2p-5f, 0x1.555492p-3f, 0x1.fffffcp-2f, 1, 1
  };

  private static final int TO_NEAREST = 8;
  private static final int NOT_LESS = 5;
  private static final int MANTISSA_BITS = 23;

  private final FloatVectors vectors;
  private final Assembler a;
  private final Vec power;
  private final Vec sum;
  private final Mask normal;
  private final Vec normalLanes;

  /// @param power and
  /// @param sum change with each use, as do
  /// @param normal a mask register, with AVX-512, and
  /// @param normalLanes a vector register, with AVX2
  public Exponential(FloatVectors vectors, Vec power, Vec sum, Mask normal, Vec normalLanes) {
    this.vectors = vectors;
    a = vectors.assembler();
    this.power = power;
    this.sum = sum;
    this.normal = normal;
    this.normalLanes = normalLanes;
  }

  /// `x = e^x` in each lane, to about an ulp. NaN stays NaN; negative infinity gives 0.
  public void ofNonPositive(Vec x) {
    if (vectors.isWide()) {
      a.emit(VCMPPS, NOT_LESS, normal, x, all(LEAST));
    } else {
      a.emit(VCMPPS_LANES, NOT_LESS, normalLanes, x, all(LEAST));
    }
    a.emit(VMULPS, power, x, all(LOG2_E));
    a.emit(VROUNDPS, TO_NEAREST, power, power);
    a.emit(VFNMADD231PS, x, power, all(LN2_HIGH));
    a.emit(VFNMADD231PS, x, power, all(LN2_LOW));
    vectors.fill(sum, COEFFICIENTS[0]);
    for (int i = 1; i < COEFFICIENTS.length; i++) {
      a.emit(VFMADD213PS, sum, x, all(COEFFICIENTS[i]));
    }
    if (vectors.isWide()) {
      a.emit(VSCALEFPS, x.zero(normal), sum, power);
    } else {
      // The result is a normal number, so that its exponent can be added to.
      a.emit(VCVTPS2DQ, power, power);
      a.emit(VPSLLD, MANTISSA_BITS, power, power);
      a.emit(VPADDD, x, sum, power);
      a.emit(VANDPS, x, x, normalLanes);
    }
  }

  private Mem all(float value) {
    return vectors.all(value);
  }
}
