package llamajar.engine.sampling;

/// One step of a chain: changes the logits of candidates, or removes candidates.
///
/// Every stage leaves at least one candidate. Numbers that turn a method off (such as a `top_k` of
/// 0) make its stage do nothing.
sealed interface SamplerStage
    permits LogitBias, Penalties, Dry, TopNSigma, TopK, Typical, TopP, MinP, Xtc, Temperature {

  /// @param history the text so far
  /// @param random the chain's random numbers, for stages that act by chance
  void apply(Candidates candidates, TokenHistory history, SplitMix64 random);
}
