package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.all;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// `e^x` for numbers that are not positive, which is all that softmax and logistic functions need
/// and cannot overflow.
///
/// `x = n · ln 2 + r` with an integer `n` and `|r| ≤ ln 2 / 2`; then `e^x = 2^n · e^r`, and `e^r =
/// 1 + r + r² · p(r)` with a polynomial that was fitted to a relative error of 3·10⁻⁹, a twentieth
/// of an ulp.
final class Exponential {
  private static final float LOG2_E = 0x1.715476p0f;

  /// ln 2 in two parts, the first with so few bits that its products with `n` are exact.
  private static final float LN2_HIGH = 0x1.63p-1f;

  private static final float LN2_LOW = -0x1.bd0106p-13f;

  /// Adding this rounds to an integer and leaves, in the lowest bits of the sum, the exponent field
  /// of a float that is two to the power of this integer.
  private static final float ROUNDER = 0x1.8p23f + 127;

  /// From here down, results are too small for a normal number, and become 0.
  private static final float LEAST = -88f;

  private Exponential() {}

  /// `e^x` of each lane; `x ≤ 0`. NaN gives NaN.
  static FloatVector ofNonPositive(FloatVector x) {
    FloatVector bounded = x.max(all(LEAST));
    FloatVector shifted = bounded.fma(all(LOG2_E), all(ROUNDER));
    FloatVector n = shifted.sub(all(ROUNDER));
    FloatVector r = n.fma(all(-LN2_LOW), n.fma(all(-LN2_HIGH), bounded));
    FloatVector p = r.fma(all(0x1.6a2448p-10f), all(0x1.1239d6p-7f));
    p = p.fma(r, all(0x1.5558f2p-5f));
    p = p.fma(r, all(0x1.555492p-3f));
    p = p.fma(r, all(0x1.fffffcp-2f));
    p = p.fma(r, all(1f));
    p = p.fma(r, all(1f));
    IntVector power = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
    return p.mul(power.reinterpretAsFloats());
  }
}
