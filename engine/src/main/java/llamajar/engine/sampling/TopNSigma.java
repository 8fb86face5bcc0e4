package llamajar.engine.sampling;

/// Keeps logits that are at most `n` standard deviations (population form, over all candidates)
/// below the largest (Tang et al., *Top-nσ: Not All Logits Are You Need*, 2024).
///
/// @param n 0 or less: off
record TopNSigma(double n, int minKeep) implements SamplerStage {

  @Override
  public void apply(Candidates candidates, TokenHistory history, SplitMix64 random) {
    int size = candidates.size();
    if (n <= 0 || size <= 1) {
      return;
    }
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += candidates.logit(i);
    }
    double mean = sum / size;
    double squares = 0;
    for (int i = 0; i < size; i++) {
      double distance = candidates.logit(i) - mean;
      squares += distance * distance;
    }
    double deviation = Math.sqrt(squares / size);
    candidates.keepFrom(candidates.largestLogit() - n * deviation, minKeep);
  }
}
