package llamajar.compute.cpu.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import llamajar.compute.cpu.CpuTier;
import llamajar.compute.cpu.RowKernelsContract;
import org.junit.jupiter.api.Test;

final class VectorRowsTest extends RowKernelsContract {
  VectorRowsTest() {
    super(CpuTier.VECTOR);
  }

  @Test
  void theExponentialIsAccurateDownToTheLeastNormalNumberAndZeroBelow() {
    for (float x = 0; x > -130; x -= 0.0137f) {
      double actual = Exponential.ofNonPositive(Lanes.all(x)).lane(0);
      double expected = Math.exp(x);
      if (x > -87.3) {
        double tolerance = 1.1 * Math.ulp((float) expected);
        assertThat(actual).as("e^%s", x).isCloseTo(expected, within(tolerance));
      } else {
        assertThat(actual).as("e^%s", x).isBetween(0.0, 1.1 * Float.MIN_NORMAL);
      }
    }
    assertThat(Exponential.ofNonPositive(Lanes.all(-88f)).lane(0)).isZero();
    assertThat(Exponential.ofNonPositive(Lanes.all(Float.NEGATIVE_INFINITY)).lane(0)).isZero();
    assertThat(Exponential.ofNonPositive(Lanes.all(0f)).lane(0)).isOne();
  }
}
