package llamajar.engine.sampling;

/// Keeps the most probable tokens, the fewest whose probabilities add up to at least `p` (Holtzman
/// et al., *The Curious Case of Neural Text Degeneration*, 2020).
///
/// @param p 1 or more: off
record TopP(double p, int minKeep) implements SamplerStage {

  @Override
  public void apply(Candidates candidates, TokenHistory history, SplitMix64 random) {
    if (p < 1) {
      candidates.keepMostProbable(p, minKeep);
    }
  }
}
