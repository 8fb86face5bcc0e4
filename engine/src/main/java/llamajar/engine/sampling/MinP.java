package llamajar.engine.sampling;

/// Keeps tokens that are at least `p` times as probable as the most probable one (Nguyen et al.,
/// *Turning Up the Heat: Min-p Sampling*, 2024).
///
/// @param p 0 or less: off
record MinP(double p, int minKeep) implements SamplerStage {

  @Override
  public void apply(Candidates candidates, TokenHistory history, SplitMix64 random) {
    if (p > 0) {
      // A ratio of probabilities is a difference of logits, so no softmax is needed.
      double lowest = candidates.largestLogit() + Math.log(p);
      candidates.keepFrom(lowest, Math.max(1, minKeep));
    }
  }
}
