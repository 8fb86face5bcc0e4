package llamajar.engine.sampling;

import static llamajar.engine.sampling.Stages.apply;
import static llamajar.engine.sampling.Stages.ids;
import static llamajar.engine.sampling.Stages.logits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import llamajar.engine.sampling.Stages.Left;
import org.junit.jupiter.api.Test;

/// Each stage on a handful of tokens, with results that can be checked by hand.
final class StagesTest {
  private static final int[] NO_HISTORY = {};
  private static final float[] FOUR = logits(0.1, 0.2, 0.3, 0.4);

  @Test
  void topKKeepsTheLargest() {
    assertThat(ids(apply(FOUR, NO_HISTORY, new TopK(2, 0)))).containsExactly(3, 2);
    assertThat(apply(FOUR, NO_HISTORY, new TopK(0, 3))).hasSize(4);
    assertThat(apply(FOUR, NO_HISTORY, new TopK(9, 0))).hasSize(4);
    assertThat(apply(FOUR, NO_HISTORY, new TopK(1, 3))).hasSize(3);
  }

  @Test
  void topPKeepsTheFewestThatReachTheSum() {
    assertThat(ids(apply(FOUR, NO_HISTORY, new TopP(0.65, 0)))).containsExactly(3, 2);
    assertThat(ids(apply(FOUR, NO_HISTORY, new TopP(0.75, 0)))).containsExactly(3, 2, 1);
    assertThat(ids(apply(FOUR, NO_HISTORY, new TopP(0, 0)))).containsExactly(3);
    assertThat(ids(apply(FOUR, NO_HISTORY, new TopP(0, 2)))).containsExactly(3, 2);
    assertThat(apply(FOUR, NO_HISTORY, new TopP(1, 0))).hasSize(4);
  }

  @Test
  void minPComparesWithTheMostProbable() {
    assertThat(ids(apply(FOUR, NO_HISTORY, new MinP(0.6, 0)))).containsExactly(3, 2);
    assertThat(ids(apply(FOUR, NO_HISTORY, new MinP(1, 0)))).containsExactly(3);
    assertThat(ids(apply(FOUR, NO_HISTORY, new MinP(0.9, 3)))).containsExactly(3, 2, 1);
    assertThat(apply(FOUR, NO_HISTORY, new MinP(0, 0))).hasSize(4);
  }

  @Test
  void typicalKeepsWhatIsAsSurprisingAsTheAverage() {
    // Entropy 1.28; surprises 2.30, 1.61, 1.20, 0.92: token 2 is nearest, then 1, then 3.
    assertThat(ids(apply(FOUR, NO_HISTORY, new Typical(0.2, 0)))).containsExactly(2);
    assertThat(ids(apply(FOUR, NO_HISTORY, new Typical(0.45, 0)))).containsExactly(2, 1);
    assertThat(ids(apply(FOUR, NO_HISTORY, new Typical(0.55, 0)))).containsExactly(3, 2, 1);
    assertThat(ids(apply(FOUR, NO_HISTORY, new Typical(0.1, 3)))).containsExactly(3, 2, 1);
    assertThat(apply(FOUR, NO_HISTORY, new Typical(1, 0))).hasSize(4);
  }

  @Test
  void topNSigmaCutsBelowTheLargestLogit() {
    // Mean 0, variance 3.2.
    float[] logits = {-2, 2, -2, 2, 0, -2, 2, 0, 2, -2};
    float deviation = (float) Math.sqrt(3.2);
    assertThat(ids(apply(logits, NO_HISTORY, new TopNSigma(1, 0)))).containsExactly(1, 3, 6, 8);
    assertThat(apply(logits, NO_HISTORY, new TopNSigma(2.01 / deviation, 0))).hasSize(6);
    assertThat(apply(logits, NO_HISTORY, new TopNSigma(1, 5))).hasSize(5);
    assertThat(apply(logits, NO_HISTORY, new TopNSigma(0, 0))).hasSize(10);
    assertThat(apply(logits, NO_HISTORY, new TopNSigma(-1, 0))).hasSize(10);
    assertThat(apply(new float[] {3, 3}, NO_HISTORY, new TopNSigma(1, 0))).hasSize(2);
  }

  @Test
  void xtcExcludesAllButTheLastChoice() {
    assertThat(ids(apply(FOUR, NO_HISTORY, new Xtc(1, 0.15, 0)))).containsExactly(1, 0);
    assertThat(ids(apply(FOUR, NO_HISTORY, new Xtc(1, 0.25, 0)))).containsExactly(2, 1, 0);
    assertThat(apply(FOUR, NO_HISTORY, new Xtc(1, 0.35, 0))).hasSize(4);
    assertThat(apply(FOUR, NO_HISTORY, new Xtc(1, 0.15, 3))).hasSize(4);
    assertThat(apply(FOUR, NO_HISTORY, new Xtc(0, 0.15, 0))).hasSize(4);
    assertThat(apply(FOUR, NO_HISTORY, new Xtc(1, 0.51, 0))).hasSize(4);
    float[] ties = logits(0.3, 0.3, 0.3, 0.1);
    assertThat(ids(apply(ties, NO_HISTORY, new Xtc(1, 0.2, 0)))).containsExactly(2, 3);
  }

  @Test
  void xtcActsAsOftenAsAsked() {
    Candidates candidates = new Candidates(4);
    SplitMix64 random = new SplitMix64(5);
    int acted = 0;
    for (int i = 0; i < 10_000; i++) {
      candidates.load(FOUR);
      new Xtc(0.3, 0.15, 0).apply(candidates, Stages.history(), random);
      acted += candidates.size() < 4 ? 1 : 0;
    }
    assertThat(acted).isBetween(2800, 3200);
  }

  @Test
  void temperatureDividesLogits() {
    assertThat(apply(new float[] {1, -3}, NO_HISTORY, new Temperature(2, 0, 1)))
        .extracting(Left::logit)
        .containsExactly(0.5f, -1.5f);
    List<Left> halved = apply(FOUR, NO_HISTORY, new Temperature(0.5, 0, 1));
    assertThat(halved.getFirst().probability()).isEqualTo(0.16f / 0.3f, within(1e-6f));
  }

  @Test
  void noTemperatureIsGreedy() {
    float[] ties = {1, 4, 4, 2};
    assertThat(apply(ties, NO_HISTORY, new Temperature(0, 0, 1)))
        .containsExactly(new Left(1, 4, 1));
    assertThat(ids(apply(ties, NO_HISTORY, new Temperature(-1, 0, 1)))).containsExactly(1);
    assertThat(ids(apply(ties, NO_HISTORY, new Temperature(1e-300, 0, 1)))).containsExactly(1);
  }

  @Test
  void dynamicTemperatureFollowsTheEntropy() {
    float[] uniform = {2, 2, 2, 2};
    assertThat(apply(uniform, NO_HISTORY, new Temperature(1.5, 0.5, 1)).getFirst().logit())
        .isEqualTo(1f, within(1e-6f));
    float[] certain = {100, 0};
    assertThat(apply(certain, NO_HISTORY, new Temperature(1, 0.5, 1)).getFirst().logit())
        .isEqualTo(200f, within(1e-3f));
    // Where the range is larger than the temperature, it starts from 0, which is greedy.
    assertThat(ids(apply(new float[] {1000, 0}, NO_HISTORY, new Temperature(0.5, 1, 1))))
        .containsExactly(0);
    float[] half = logits(0.5, 0.5, 1e-30, 1e-30);
    // Half the entropy: 1 - 0.5 + 1 · 0.5² = 0.75.
    assertThat(apply(half, NO_HISTORY, new Temperature(1, 0.5, 2)).getFirst().logit())
        .isEqualTo((float) (Math.log(0.5) / 0.75), within(1e-5f));
    assertThat(apply(new float[] {3}, NO_HISTORY, new Temperature(1, 0.5, 1)).getFirst().logit())
        .isEqualTo(3);
  }

  @Test
  void biasIsAddedAndMayForbid() {
    LogitBias bias = new LogitBias(Map.of(0, 5.0, 3, Double.NEGATIVE_INFINITY, 2, -1.0));
    assertThat(apply(new float[] {0, 1, 2, 3}, NO_HISTORY, bias))
        .extracting(Left::id, Left::logit)
        .containsExactly(tuple(0, 5f), tuple(1, 1f), tuple(2, 1f));
  }

  @Test
  void biasMayNotForbidEverything() {
    LogitBias bias =
        new LogitBias(Map.of(0, Double.NEGATIVE_INFINITY, 1, Double.NEGATIVE_INFINITY));
    assertThatThrownBy(() -> apply(new float[] {0, 1}, NO_HISTORY, bias))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("logit_bias");
  }

  @Test
  void biasAfterRankingFindsItsToken() {
    LogitBias bias = new LogitBias(Map.of(3, -10.0, 0, 50.0));
    assertThat(ids(apply(FOUR, NO_HISTORY, new TopK(3, 0), bias))).containsExactly(2, 1, 3);
  }

  @Test
  void penaltiesCountTheLastTokens() {
    float[] logits = {2, -2, 2, -2, 2};
    int[] history = {4, 0, 1, 0};
    assertThat(byId(apply(logits, history, new Penalties(3, 2, 0, 0))))
        .containsExactly(1f, -4f, 2f, -2f, 2f);
    assertThat(byId(apply(logits, history, new Penalties(64, 1, 0.25, 0.5))))
        .containsExactly(1f, -2.75f, 2f, -2f, 1.25f);
    assertThat(byId(apply(logits, history, new Penalties(0, 2, 1, 1))))
        .containsExactly(2f, -2f, 2f, -2f, 2f);
  }

  @Test
  void penaltiesAfterTopKLeaveTheRemovedOut() {
    int[] history = {3, 0, 0};
    List<Left> left = apply(FOUR, history, new TopK(2, 0), new Penalties(64, 1, 0, 9));
    assertThat(ids(left)).containsExactly(2, 3);
  }

  @Test
  void penaltiesAreTheSameEachTime() {
    Penalties penalties = new Penalties(64, 1, 1, 0);
    Candidates candidates = new Candidates(2);
    for (int i = 0; i < 3; i++) {
      candidates.load(new float[] {0, 0});
      penalties.apply(candidates, Stages.history(1, 1), new SplitMix64(0));
      assertThat(candidates.logit(1)).isEqualTo(-2);
    }
  }

  private static List<Float> byId(List<Left> left) {
    return left.stream().sorted(Comparator.comparingInt(Left::id)).map(Left::logit).toList();
  }
}
