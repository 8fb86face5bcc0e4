package llamajar.engine.sampling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/// Runs stages on their own, and shows what they leave.
final class Stages {
  private Stages() {}

  /// A candidate left.
  record Left(int id, float logit, float probability) {}

  /// What `stages` leave of `logits`, by falling logit, then rising id.
  static List<Left> apply(float[] logits, int[] history, SamplerStage... stages) {
    Candidates candidates = new Candidates(logits.length);
    candidates.load(logits);
    TokenHistory tokens = history(history);
    SplitMix64 random = new SplitMix64(1);
    for (SamplerStage stage : stages) {
      stage.apply(candidates, tokens, random);
    }
    return left(candidates);
  }

  static List<Left> left(Candidates candidates) {
    candidates.softmax();
    List<Left> left = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      left.add(new Left(candidates.id(i), candidates.logit(i), candidates.probability(i)));
    }
    left.sort(Comparator.comparingDouble(Left::logit).reversed().thenComparingInt(Left::id));
    return left;
  }

  static List<Integer> ids(List<Left> left) {
    return left.stream().map(Left::id).toList();
  }

  static TokenHistory history(int... tokens) {
    TokenHistory history = new TokenHistory(1024);
    for (int token : tokens) {
      history.accept(token);
    }
    return history;
  }

  /// Logits of tokens with these probabilities.
  static float[] logits(double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    return logits;
  }

  /// Logits with the given standard deviation; about one in ten is equal to its neighbour.
  static float[] randomLogits(long seed, int size, double deviation) {
    Random random = new Random(seed);
    float[] logits = new float[size];
    for (int i = 0; i < size; i++) {
      boolean tie = i > 0 && random.nextInt(10) == 0;
      logits[i] = tie ? logits[i - 1] : (float) (random.nextGaussian() * deviation + 0.0);
    }
    return logits;
  }
}
