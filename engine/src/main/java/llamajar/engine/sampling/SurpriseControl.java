package llamajar.engine.sampling;

/// The feedback loop of both Mirostat versions (Basu et al., *Mirostat: A Neural Text Decoding
/// Algorithm that Directly Controls Perplexity*, 2021): draws, compares the surprise of what was
/// drawn with the target, and moves the bound for the next draw. Surprise is in bits.
final class SurpriseControl {
  private final double target;
  private final double rate;
  private double bound;

  /// @param target surprise to hold on average (tau)
  /// @param rate share of an error that the bound moves by (eta)
  SurpriseControl(double target, double rate) {
    this.target = target;
    this.rate = rate;
    reset();
  }

  /// The bound that the next draw obeys (mu).
  double bound() {
    return bound;
  }

  void reset() {
    bound = 2 * target;
  }

  SurpriseControl copy() {
    SurpriseControl copy = new SurpriseControl(target, rate);
    copy.bound = bound;
    return copy;
  }

  int draw(Candidates candidates, SplitMix64 random) {
    candidates.softmax();
    int position = candidates.draw(random);
    double surprise = -candidates.logProbability(position) / Math.log(2);
    bound -= rate * (surprise - target);
    return candidates.id(position);
  }
}
