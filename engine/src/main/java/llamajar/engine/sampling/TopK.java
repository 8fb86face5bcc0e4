package llamajar.engine.sampling;

/// Keeps the `k` largest logits.
///
/// @param k 0 or less: off
record TopK(int k, int minKeep) implements SamplerStage {

  @Override
  public void apply(Candidates candidates, TokenHistory history, SplitMix64 random) {
    int count = Math.max(k, minKeep);
    if (k > 0 && count < candidates.size()) {
      candidates.keepBest(count);
    }
  }
}
