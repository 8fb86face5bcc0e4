package llamajar.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class ExponentialTest {

  @Property
  void agreesWithTheLibrary(@ForAll @DoubleRange(min = -700, max = 0) double x) {
    assertThat(Exponential.of(x)).isCloseTo(Math.exp(x), Percentage.withPercentage(1e-10));
  }

  @Test
  void isExactAtZeroAndZeroFarBelow() {
    assertThat(Exponential.of(0)).isEqualTo(1);
    assertThat(Exponential.of(-700.1)).isZero();
    assertThat(Exponential.of(-1e30)).isZero();
    assertThat(Exponential.of(Double.NEGATIVE_INFINITY)).isZero();
  }
}
