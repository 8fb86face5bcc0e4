package llamajar.engine.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RopeFactorsTest {

  @Test
  void fastFrequenciesStayAndSlowOnesAreStretchedByTheWholeFactor() {
    float[] divisors = RopeFactors.of(64, 500_000, 32);

    assertThat(divisors).hasSize(32);
    assertThat(divisors[0]).isEqualTo(1);
    assertThat(divisors[31]).isEqualTo(32);
    for (int i = 1; i < divisors.length; i++) {
      assertThat(divisors[i]).isGreaterThanOrEqualTo(divisors[i - 1]);
    }
  }

  @Test
  void frequenciesBetweenAreBlended() {
    // Pair 15: 8192 · 500000^(-30/64) / 2π = 2.7775 turns, so (2.7775 − 1) / 3 of it is kept.
    float[] divisors = RopeFactors.of(64, 500_000, 32);

    double kept = (8192 * Math.exp(-30.0 / 64 * Math.log(500_000)) / (2 * Math.PI) - 1) / 3;
    assertThat(kept).isBetween(0.5, 0.7);
    assertThat((double) divisors[15]).isCloseTo(1 / (kept + (1 - kept) / 32), within(1e-6));
  }
}
