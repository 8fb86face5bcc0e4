package llamajar.engine.sampling;

/// Picks each candidate with its probability.
record ProportionalDraw() implements Draw {

  @Override
  public int draw(Candidates candidates, SplitMix64 random) {
    candidates.softmax();
    return candidates.id(candidates.draw(random));
  }

  @Override
  public void reset() {}

  @Override
  public Draw copy() {
    return this;
  }
}
