package llamajar.engine.sampling;

/// Exclude Top Choices: with a chance of `probability`, removes all but the least probable of the
/// tokens that reach `threshold`, and keeps those that don't.
///
/// @param probability 0 or less: off
/// @param threshold above 0.5: off, since two tokens can't reach it
record Xtc(double probability, double threshold, int minKeep) implements SamplerStage {

  @Override
  public void apply(Candidates candidates, TokenHistory history, SplitMix64 random) {
    if (probability <= 0 || threshold > 0.5 || candidates.size() < 2) {
      return;
    }
    if (random.nextDouble() >= probability) {
      return;
    }
    candidates.softmax();
    int reaching = 0;
    int least = -1;
    for (int i = 0; i < candidates.size(); i++) {
      if (candidates.probability(i) >= threshold) {
        reaching++;
        // Of equal ones the later counts as less probable, as ties go to the lower id.
        if (least < 0 || candidates.logit(i) <= candidates.logit(least)) {
          least = i;
        }
      }
    }
    if (reaching < 2 || candidates.size() - (reaching - 1) < minKeep) {
      return;
    }
    int kept = 0;
    for (int i = 0; i < candidates.size(); i++) {
      if (i == least || candidates.probability(i) < threshold) {
        candidates.keep(i, kept++);
      }
    }
    candidates.shrink(kept);
  }
}
