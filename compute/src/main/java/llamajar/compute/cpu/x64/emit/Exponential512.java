package llamajar.compute.cpu.x64.emit;

import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCMPPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VFMADD213PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VFNMADD231PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VROUNDPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VSCALEFPS;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;

/// Emits `e^x` for numbers that are not positive, which is all that softmax and logistic functions
/// need and cannot overflow.
///
/// `x = n · ln 2 + r` with an integer `n` and `|r| ≤ ln 2 / 2`; then `e^x = 2^n · e^r`, and `e^r =
/// 1 + r + r² · p(r)` with a polynomial that was fitted to a relative error of 3·10⁻⁹, a twentieth
/// of an ulp.
public final class Exponential512 {
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

  private final Assembler a;
  private final Vec power;
  private final Vec sum;
  private final Mask normal;

  /// @param power and
  /// @param sum change with each use, as does
  /// @param normal a mask register
  public Exponential512(Assembler a, Vec power, Vec sum, Mask normal) {
    this.a = a;
    this.power = power;
    this.sum = sum;
    this.normal = normal;
  }

  /// `x = e^x` in each lane, to about an ulp. NaN stays NaN; negative infinity gives 0.
  public void ofNonPositive(Vec x) {
    a.emit(VCMPPS, NOT_LESS, normal, x, all(LEAST));
    a.emit(VMULPS, power, x, all(LOG2_E));
    a.emit(VROUNDPS, TO_NEAREST, power, power);
    a.emit(VFNMADD231PS, x, power, all(LN2_HIGH));
    a.emit(VFNMADD231PS, x, power, all(LN2_LOW));
    a.emit(VBROADCASTSS, sum, Constants.real(a, COEFFICIENTS[0]));
    for (int i = 1; i < COEFFICIENTS.length; i++) {
      a.emit(VFMADD213PS, sum, x, all(COEFFICIENTS[i]));
    }
    a.emit(VSCALEFPS, x.zero(normal), sum, power);
  }

  private Mem all(float value) {
    return Constants.real(a, value).inAllLanes();
  }
}
