package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.all;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// `e^x` for numbers that are not positive, which is all that softmax and logistic functions need
/// and cannot overflow.
///
/// `x = n · ln 2 + r` with an integer `n` and `|r| ≤ ln 2 / 2`; then `e^x = 2^n · e^r`, and `e^r`
/// is its Taylor polynomial of degree 7, whose error of 5·10⁻⁹ is below half an ulp.
final class Exponential {
  private static final float LOG2_E = 0x1.715476p0f;

  /// ln 2 in two parts, the first with so few bits that its products with `n` are exact.
  private static final float LN2_HIGH = 0x1.63p-1f;

  private static final float LN2_LOW = -0x1.bd0106p-13f;

  /// Adding and subtracting 1.5·2²³ rounds to an integer.
  private static final float ROUNDER = 0x1.8p23f;

  /// Below this, results are less than half of the smallest denormal number.
  private static final float LEAST = -104f;

  private Exponential() {}

  /// `e^x` of each lane; `x ≤ 0`. Minus infinity gives 0, NaN gives NaN.
  static FloatVector ofNonPositive(FloatVector x) {
    FloatVector bounded = x.max(LEAST);
    FloatVector shifted = bounded.fma(all(LOG2_E), all(ROUNDER));
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector r = n.fma(all(-LN2_LOW), n.fma(all(-LN2_HIGH), bounded));
    FloatVector p = r.fma(all(1 / 5040f), all(1 / 720f));
    p = p.fma(r, all(1 / 120f));
    p = p.fma(r, all(1 / 24f));
    p = p.fma(r, all(1 / 6f));
    p = p.fma(r, all(0.5f));
    p = p.fma(r, all(1f));
    p = p.fma(r, all(1f));
    // 2^n in two factors: n goes down to −150, beyond the exponents of normal numbers.
    IntVector exponent = shifted.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUNDER));
    IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
    return p.mul(powerOfTwo(half)).mul(powerOfTwo(exponent.sub(half)));
  }

  private static FloatVector powerOfTwo(IntVector exponent) {
    return exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }
}
