package llamajar.engine.sampling;

/// Keeps the tokens whose information content is closest to the entropy, the fewest whose
/// probabilities add up to more than `p` (Meister et al., *Locally Typical Sampling*, 2022).
///
/// @param p 1 or more: off
record Typical(double p, int minKeep) implements SamplerStage {

  @Override
  public void apply(Candidates candidates, TokenHistory history, SplitMix64 random) {
    if (p >= 1) {
      return;
    }
    candidates.softmax();
    double entropy = candidates.entropy();
    float[] scores = candidates.scores();
    for (int i = 0; i < candidates.size(); i++) {
      scores[i] = (float) -Math.abs(-candidates.logProbability(i) - entropy);
    }
    // The next larger number turns "at least" into "more than".
    candidates.keepBestScored(Math.nextUp(p), minKeep);
  }
}
