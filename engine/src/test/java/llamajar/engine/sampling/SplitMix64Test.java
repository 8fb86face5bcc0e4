package llamajar.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SplitMix64Test {

  @Test
  void givesTheNumbersOfTheJdksGenerator() {
    for (long seed : new long[] {0, 1, -1, 42, Long.MIN_VALUE}) {
      SplitMix64 random = new SplitMix64(seed);
      SplittableRandom expected = new SplittableRandom(seed);
      for (int i = 0; i < 100; i++) {
        assertThat(random.nextLong()).isEqualTo(expected.nextLong());
      }
      assertThat(random.nextDouble()).isEqualTo(expected.nextDouble());
    }
  }

  @Test
  void copyGoesOnFromTheSameState() {
    SplitMix64 random = new SplitMix64(7);
    random.nextLong();
    SplitMix64 copy = random.copy();
    long next = random.nextLong();
    assertThat(copy.nextLong()).isEqualTo(next);
    copy.nextLong();
    assertThat(random.nextLong()).isNotEqualTo(copy.nextLong());
  }
}
