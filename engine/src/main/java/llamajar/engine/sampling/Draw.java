package llamajar.engine.sampling;

/// The end of a chain: picks one of the candidates left.
sealed interface Draw permits ProportionalDraw, MirostatV1, MirostatV2 {

  /// Picks a token; the candidates have their probabilities afterwards.
  int draw(Candidates candidates, SplitMix64 random);

  /// Forgets what was learned from earlier draws.
  void reset();

  /// The same in the same state, for a chain that goes its own way from here.
  Draw copy();
}
