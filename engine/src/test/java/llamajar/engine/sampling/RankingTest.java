package llamajar.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/// The ranking against a plain sort.
final class RankingTest {

  @Property(tries = 300)
  void ranksLikeASort(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 5000) int size,
      @ForAll @DoubleRange(min = 0, max = 1) double part,
      @ForAll @DoubleRange(min = 0, max = 100) double deviation) {
    float[] scores = Stages.randomLogits(seed, size, deviation);
    int count = Math.clamp(Math.round(size * part), 1, size);
    assertThat(ranked(scores, count)).isEqualTo(sorted(scores).subList(0, count));
  }

  @Property(tries = 300)
  void findsTheShortestRun(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3000) int size,
      @ForAll @DoubleRange(min = 0, max = 1.01) double mass,
      @ForAll @IntRange(min = 0, max = 1000) int minimum,
      @ForAll @DoubleRange(min = 0, max = 10) double deviation) {
    float[] scores = Stages.randomLogits(seed, size, deviation);
    float[] weights = new float[size];
    // Sixteenths, so that sums are exact in any order.
    int total = 0;
    SplitMix64 random = new SplitMix64(seed);
    for (int i = 0; i < size; i++) {
      weights[i] = (random.nextLong() >>> 60) / 16f;
      total += Math.round(weights[i] * 16);
    }
    double wanted = mass * total / 16;

    Ranking ranking = new Ranking();
    ranking.run(scores, weights, size, wanted, minimum);

    List<Integer> sorted = sorted(scores);
    double sum = 0;
    int length = 0;
    while (length < size && (length == 0 || sum < wanted || length < minimum)) {
      sum += weights[sorted.get(length)];
      length++;
    }
    List<Integer> run =
        IntStream.range(0, size).filter(i -> ranking.inRun(scores[i], i)).boxed().toList();
    assertThat(run).isEqualTo(sorted.subList(0, length).stream().sorted().toList());
  }

  @Example
  void copesWithScoresOfAllMagnitudes() {
    float[] scores = new float[2000];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (i % 3 - 1) * (float) Math.pow(10, i % 70 - 35);
    }
    scores[7] = Float.MAX_VALUE;
    scores[8] = -Float.MAX_VALUE;
    for (int count : new int[] {1, 100, 700, 1999, 2000}) {
      assertThat(ranked(scores, count)).isEqualTo(sorted(scores).subList(0, count));
    }
  }

  @Example
  void treatsBothZerosAsEqual() {
    assertThat(ranked(new float[] {-0f, 0f, -1f, -0f}, 3)).containsExactly(0, 1, 3);
    assertThat(ranked(new float[] {-1f, 0f, -0f, 1f}, 4)).containsExactly(3, 1, 2, 0);
  }

  private static List<Integer> ranked(float[] scores, int count) {
    Ranking ranking = new Ranking();
    ranking.rank(scores, scores.length, count);
    return IntStream.range(0, count).map(ranking::position).boxed().toList();
  }

  private static List<Integer> sorted(float[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> scores[i] + 0f).reversed())
        .toList();
  }
}
