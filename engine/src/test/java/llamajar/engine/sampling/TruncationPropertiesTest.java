package llamajar.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import llamajar.engine.sampling.Stages.Left;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/// What holds for every stage that removes tokens, on vocabularies small and large enough for both
/// ways of ranking.
final class TruncationPropertiesTest {

  @Provide
  Arbitrary<SamplerStage> stages() {
    Arbitrary<Double> share = Arbitraries.doubles().between(0, 1);
    Arbitrary<Integer> count = Arbitraries.integers().between(0, 20);
    return Arbitraries.oneOf(
        Combinators.combine(Arbitraries.integers().between(-1, 1500), count).as(TopK::new),
        Combinators.combine(share, count).as(TopP::new),
        Combinators.combine(share, count).as(MinP::new),
        Combinators.combine(Arbitraries.doubles().between(-1, 4), count).as(TopNSigma::new));
  }

  @Property(tries = 400)
  void keepTheLargestLogits(
      @ForAll("stages") SamplerStage stage,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 2000) int size,
      @ForAll @DoubleRange(max = 8) double deviation) {
    float[] logits = Stages.randomLogits(seed, size, deviation);
    List<Left> all = Stages.apply(logits, new int[0]);
    List<Left> left = Stages.apply(logits, new int[0], stage);
    // The rest of the order as well: what is kept is a start of the ranking, lower ids first.
    assertThat(Stages.ids(left)).isEqualTo(Stages.ids(all).subList(0, left.size()));
  }

  @Property(tries = 400)
  void leaveTheMinimum(
      @ForAll @DoubleRange(max = 1) double p,
      @ForAll @IntRange(max = 700) int minKeep,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 2000) int size) {
    float[] logits = Stages.randomLogits(seed, size, 2);
    List<SamplerStage> stages =
        List.of(
            new TopK(1, minKeep),
            new TopP(p, minKeep),
            new MinP(p, minKeep),
            new Typical(p, minKeep),
            new TopNSigma(p, minKeep),
            new Xtc(1, p / 100, minKeep));
    for (SamplerStage stage : stages) {
      assertThat(Stages.apply(logits, new int[0], stage))
          .hasSizeGreaterThanOrEqualTo(Math.clamp(minKeep, 1, size));
    }
  }

  @Property(tries = 200)
  void leaveProbabilitiesThatAddUpToOne(
      @ForAll("stages") SamplerStage stage,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 2000) int size) {
    double sum =
        Stages.apply(Stages.randomLogits(seed, size, 3), new int[0], stage).stream()
            .mapToDouble(Left::probability)
            .sum();
    assertThat(sum).isCloseTo(1, within(1e-5));
  }

  @Property(tries = 200)
  void typicalKeepsTheShortestRun(
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double p,
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 2000) int size) {
    float[] logits = Stages.randomLogits(seed, size, 2);
    List<Left> all = Stages.apply(logits, new int[0]);
    double entropy =
        all.stream().mapToDouble(l -> -l.probability() * Math.log(l.probability())).sum();
    List<Left> kept = Stages.apply(logits, new int[0], new Typical(p, 0));
    List<Integer> keptIds = Stages.ids(kept);
    List<Left> before = all.stream().filter(l -> keptIds.contains(l.id())).toList();
    double farthest = before.stream().mapToDouble(l -> distance(l, entropy)).max().orElseThrow();
    double sum = before.stream().mapToDouble(Left::probability).sum();
    double sumWithoutFarthest =
        before.stream()
            .filter(l -> distance(l, entropy) < farthest - 1e-4)
            .mapToDouble(Left::probability)
            .sum();
    assertThat(sum).isGreaterThan(p - 1e-5);
    assertThat(sumWithoutFarthest).isLessThan(p + 1e-5);
    assertThat(all.stream().filter(l -> !keptIds.contains(l.id())))
        .allMatch(l -> distance(l, entropy) > farthest - 1e-4);
  }

  @Property(tries = 200)
  void equalLogitsKeepTheLowerIds(
      @ForAll @IntRange(min = 1, max = 1500) int k,
      @ForAll @IntRange(min = 1, max = 2000) int size) {
    List<Integer> ids = Stages.ids(Stages.apply(new float[size], new int[0], new TopK(k, 0)));
    assertThat(ids).hasSize(Math.min(k, size)).isSorted().endsWith(Math.min(k, size) - 1);
  }

  private static double distance(Left left, double entropy) {
    return Math.abs(-Math.log(left.probability()) - entropy);
  }
}
