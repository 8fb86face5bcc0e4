package llamajar.engine.sampling;

/// Mirostat 2: removes tokens whose surprise is above the bound, except the most probable one.
record MirostatV2(SurpriseControl control) implements Draw {

  @Override
  public int draw(Candidates candidates, SplitMix64 random) {
    candidates.softmax();
    double lowest = candidates.logNormalizer() - control.bound() * Math.log(2);
    candidates.keepFrom(lowest, 1);
    return control.draw(candidates, random);
  }

  @Override
  public void reset() {
    control.reset();
  }

  @Override
  public Draw copy() {
    return new MirostatV2(control.copy());
  }
}
