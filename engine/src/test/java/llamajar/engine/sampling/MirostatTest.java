package llamajar.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Both versions against a plain implementation of the papers' algorithms, token by token.
final class MirostatTest {
  private static final int VOCABULARY = 1000;

  @Test
  void versionsAgreeWithAPlainImplementation() {
    for (int version = 1; version <= 2; version++) {
      for (double tau : new double[] {1, 3, 5, 8}) {
        SamplerSettings settings =
            SamplerSettings.builder()
                .mirostat(version)
                .mirostatTau(tau)
                .temperature(0.9)
                .seed(21)
                .build();
        SamplerChain chain = SamplerChain.of(settings, VOCABULARY, 100, DryBreakers.none());
        Plain plain = new Plain(version, tau, 0.1, 0.9);
        SplitMix64 random = new SplitMix64(21);
        for (int i = 0; i < 100; i++) {
          float[] logits = Stages.randomLogits(i, VOCABULARY, 1 + i % 4);
          int token = chain.sample(logits);
          plain.truncate(logits);
          assertThat(chain.candidates().size()).isEqualTo(plain.kept.size());
          assertThat(token).isEqualTo(plain.draw(random.nextDouble(), chain.candidates()));
        }
      }
    }
  }

  @Test
  void surpriseSettlesAtTheTarget() {
    for (int version = 1; version <= 2; version++) {
      SamplerSettings settings =
          SamplerSettings.builder().mirostat(version).mirostatTau(4).temperature(1).seed(2).build();
      SamplerChain chain = SamplerChain.of(settings, VOCABULARY, 100, DryBreakers.none());
      float[] logits = new float[VOCABULARY];
      for (int i = 0; i < VOCABULARY; i++) {
        logits[i] = (float) (-1.1 * Math.log(i + 1));
      }
      double surprise = 0;
      for (int i = 0; i < 2000; i++) {
        int token = chain.sample(logits);
        surprise -= Math.log(probability(chain.candidates(), token)) / Math.log(2) / 2000;
      }
      assertThat(surprise).isEqualTo(4, within(0.1));
    }
  }

  @Test
  void oneCandidateAndEqualCandidatesAreNoProblem() {
    for (int version = 1; version <= 2; version++) {
      SamplerSettings greedy =
          SamplerSettings.builder().mirostat(version).temperature(0).seed(2).build();
      SamplerChain chain = SamplerChain.of(greedy, 3, 100, DryBreakers.none());
      assertThat(chain.sample(new float[] {1, 3, 2})).isEqualTo(1);
      SamplerChain equal =
          SamplerChain.of(greedy.toBuilder().temperature(1).build(), 300, 100, DryBreakers.none());
      assertThat(equal.sample(new float[300])).isBetween(0, 299);
    }
  }

  private static double probability(Candidates candidates, int token) {
    for (int i = 0; i < candidates.size(); i++) {
      if (candidates.id(i) == token) {
        return candidates.probability(i);
      }
    }
    throw new AssertionError("token " + token + " is no candidate");
  }

  /// Sorts and recomputes everything.
  private static final class Plain {
    private final int version;
    private final double tau;
    private final double eta;
    private final double temperature;
    private double mu;
    private List<Integer> kept = List.of();
    private double[] probabilities = {};

    Plain(int version, double tau, double eta, double temperature) {
      this.version = version;
      this.tau = tau;
      this.eta = eta;
      this.temperature = temperature;
      mu = 2 * tau;
    }

    void truncate(float[] logits) {
      float[] scaled = logits.clone();
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] = (float) (scaled[i] / temperature);
      }
      List<Integer> sorted =
          IntStream.range(0, scaled.length)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer i) -> scaled[i]).reversed())
              .toList();
      double[] all = softmax(scaled, sorted);
      kept = sorted.subList(0, version == 1 ? zipf(all) : bounded(all));
      probabilities = softmax(scaled, kept);
    }

    private int zipf(double[] p) {
      double products = 0;
      double squares = 0;
      for (int i = 0; i < 99; i++) {
        double t = Math.log((i + 2.0) / (i + 1.0));
        products += t * Math.log(p[i] / p[i + 1]);
        squares += t * t;
      }
      double s = products / squares;
      double epsilon = s - 1;
      double k = Math.pow(epsilon * Math.pow(2, mu) / (1 - Math.pow(p.length, -epsilon)), 1 / s);
      return Math.clamp((long) k, 1, p.length);
    }

    private int bounded(double[] p) {
      int count = 1;
      while (count < p.length && -Math.log(p[count]) / Math.log(2) <= mu) {
        count++;
      }
      return count;
    }

    /// Adds up in the order that the chain's candidates have, as the result depends on it.
    int draw(double target, Candidates candidates) {
      double sum = 0;
      for (int i = 0; i < candidates.size(); i++) {
        int rank = kept.indexOf(candidates.id(i));
        sum += probabilities[rank];
        if (sum > target) {
          mu -= eta * (-Math.log(probabilities[rank]) / Math.log(2) - tau);
          return candidates.id(i);
        }
      }
      throw new AssertionError("probabilities add up to " + sum);
    }

    private static double[] softmax(float[] logits, List<Integer> ids) {
      double sum = ids.stream().mapToDouble(id -> Math.exp(logits[id])).sum();
      return ids.stream().mapToDouble(id -> Math.exp(logits[id]) / sum).toArray();
    }
  }
}
