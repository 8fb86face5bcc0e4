package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.all;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The logistic function `σ(x) = 1 / (1 + e^−x)` and its relatives, by the exponential of numbers
/// that are not positive: `σ(x) = e^x / (1 + e^x)` where `x` is negative.
final class Logistic {
  private static final float TWICE_ROOT_OF_TWO_OVER_PI = (float) (2 * Math.sqrt(2 / Math.PI));

  /// Up to here, `tanh` comes from a fraction; the difference of 1 and an exponential loses digits.
  private static final float SMALL = 0.625f;

  private Logistic() {}

  /// `x · σ(x)`.
  static FloatVector silu(FloatVector x) {
    return times(x, x);
  }

  /// `σ(x)`.
  static FloatVector sigmoid(FloatVector x) {
    return times(x, all(1f));
  }

  /// `σ(x) · y`.
  static FloatVector times(FloatVector x, FloatVector y) {
    FloatVector e = Exponential.ofNonPositive(x.abs().neg());
    FloatVector numerator = y.blend(y.mul(e), x.compare(VectorOperators.LT, all(0f)));
    return numerator.div(e.add(all(1f)));
  }

  /// `1 + tanh(u) = 2 · σ(2u)`.
  static FloatVector gelu(FloatVector x) {
    FloatVector cubic = x.mul(x).fma(all(0.044715f), all(1f)).mul(x);
    return times(cubic.mul(all(TWICE_ROOT_OF_TWO_OVER_PI)), x);
  }

  /// `(1 − e^−2|z|) / (1 + e^−2|z|)` with the sign of `z`; near 0, the continued fraction `z / (1 +
  /// z² / (3 + z² / (5 + z² / (7 + z² / 9))))`.
  static FloatVector tanh(FloatVector z) {
    FloatVector magnitude = z.abs();
    FloatVector e = Exponential.ofNonPositive(magnitude.mul(all(-2f)));
    FloatVector far = all(1f).sub(e).div(e.add(all(1f)));
    FloatVector s = z.mul(z);
    FloatVector above = s.add(all(105f)).fma(s, all(945f)).mul(magnitude);
    FloatVector below = s.fma(all(15f), all(420f)).fma(s, all(945f));
    VectorMask<Float> small = magnitude.compare(VectorOperators.LT, all(SMALL));
    FloatVector positive = far.blend(above.div(below), small);
    return positive.blend(positive.neg(), z.compare(VectorOperators.LT, all(0f)));
  }
}
