package llamajar.engine.sampling;

/// Divides the logits by the temperature: below 1 sharpens, above 1 flattens, 0 leaves the largest.
///
/// With a range, the temperature follows the entropy of the candidates (*dynatemp*): from `value` −
/// `range` where one token is certain to `value` + `range` where all are equally likely.
///
/// @param value 0 or less, without a range: keeps only the largest logit
/// @param range 0 or less: `value` is used as it is
/// @param exponent of the relative entropy
record Temperature(double value, double range, double exponent) implements SamplerStage {
  /// Below, logits that differ at all are certain to be infinitely apart, and quotients overflow.
  static final double LOWEST = 1e-20;

  @Override
  public void apply(Candidates candidates, TokenHistory history, SplitMix64 random) {
    if (range <= 0) {
      divide(candidates, value);
    } else if (candidates.size() > 1) {
      candidates.softmax();
      double relativeEntropy = candidates.entropy() / Math.log(candidates.size());
      double lowest = Math.max(0, value - range);
      double highest = value + range;
      divide(
          candidates,
          lowest + (highest - lowest) * Math.pow(Math.max(0, relativeEntropy), exponent));
    }
  }

  private static void divide(Candidates candidates, double temperature) {
    if (temperature < LOWEST) {
      candidates.keepBest(1);
    } else if (temperature != 1) {
      for (int i = 0; i < candidates.size(); i++) {
        candidates.setLogit(i, candidates.logit(i) / temperature);
      }
    }
  }
}
