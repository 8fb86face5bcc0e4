package llamajar.engine.sampling;

/// Mirostat 1: estimates the exponent of the Zipf distribution that the best tokens follow, and
/// keeps as many tokens as give the surprise asked for under that distribution.
final class MirostatV1 implements Draw {
  /// How many tokens the exponent is estimated from.
  private static final int ESTIMATED_FROM = 100;

  private final int vocabularySize;
  private final SurpriseControl control;
  private final float[] best = new float[ESTIMATED_FROM];

  MirostatV1(int vocabularySize, SurpriseControl control) {
    this.vocabularySize = vocabularySize;
    this.control = control;
  }

  @Override
  public int draw(Candidates candidates, SplitMix64 random) {
    double exponent = zipfExponent(candidates);
    double excess = exponent - 1;
    // excess / (1 − N^−excess), at an exponent of 1 its limit.
    double scale =
        Math.abs(excess) < 1e-9
            ? 1 / Math.log(vocabularySize)
            : excess / (1 - Math.pow(vocabularySize, -excess));
    double count = Math.pow(scale * Math.pow(2, control.bound()), 1 / exponent);
    // Not a number where one candidate is left or all are equal: nothing can be estimated.
    candidates.keepBest(count >= 1 ? (int) Math.min(count, candidates.size()) : 1);
    return control.draw(candidates, random);
  }

  /// Least squares of ln(p₍ᵢ₎/p₍ᵢ₊₁₎) over ln((i+1)/i); a ratio of probabilities is a difference of
  /// logits.
  private double zipfExponent(Candidates candidates) {
    int count = candidates.bestLogits(best);
    double products = 0;
    double squares = 0;
    for (int i = 0; i + 1 < count; i++) {
      double step = Math.log((i + 2.0) / (i + 1.0));
      products += step * (best[i] - best[i + 1]);
      squares += step * step;
    }
    return products / squares;
  }

  @Override
  public void reset() {
    control.reset();
  }

  @Override
  public Draw copy() {
    return new MirostatV1(vocabularySize, control.copy());
  }
}
