package llamajar.engine.sampling;

/// Makes tokens of the recent text less likely.
///
/// A token seen has its logit divided by `repeat` if positive and multiplied by it otherwise
/// (Keskar et al., *CTRL*, 2019); then it loses `frequency` for each time it was seen, and
/// `presence` once.
final class Penalties implements SamplerStage {
  private final int lastN;
  private final double repeat;
  private final double frequency;
  private final double presence;

  /// How often each token occurs among the last; zero between calls.
  private int[] counts = new int[0];

  Penalties(int lastN, double repeat, double frequency, double presence) {
    this.lastN = lastN;
    this.repeat = repeat;
    this.frequency = frequency;
    this.presence = presence;
  }

  @Override
  public void apply(Candidates candidates, TokenHistory history, SplitMix64 random) {
    int window = Math.min(lastN, history.size());
    if (window == 0 || (repeat == 1 && frequency == 0 && presence == 0)) {
      return;
    }
    candidates.orderById();
    if (counts.length == 0) {
      counts = new int[candidates.vocabularySize()];
    }
    for (int i = 0; i < window; i++) {
      counts[history.fromEnd(i)]++;
    }
    for (int i = 0; i < window; i++) {
      int token = history.fromEnd(i);
      int count = counts[token];
      counts[token] = 0;
      int position = candidates.positionOf(token);
      if (count > 0 && position >= 0) {
        double logit = candidates.logit(position);
        double scaled = logit > 0 ? logit / repeat : logit * repeat;
        candidates.setLogit(position, scaled - count * frequency - presence);
      }
    }
  }
}
