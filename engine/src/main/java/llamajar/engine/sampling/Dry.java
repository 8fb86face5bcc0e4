package llamajar.engine.sampling;

/// Don't Repeat Yourself: makes tokens less likely that would continue a repetition.
///
/// Wherever the text before an earlier token equals the end of the text over `allowedLength` tokens
/// or more, that earlier token loses `multiplier`·`base`^(length − `allowedLength`), with the
/// longest such length. The lengths are the Z-function of the text read backwards (Gusfield,
/// *Algorithms on Strings, Trees, and Sequences*, 1997), so the time is linear in its length.
final class Dry implements SamplerStage {
  private final double multiplier;
  private final double base;
  private final int allowedLength;
  private final int lastN;
  private final DryBreakers breakers;

  /// The text, the last token first.
  private int[] recent = new int[0];

  /// For each place in `recent`, over how many tokens it equals the start of `recent`.
  private int[] matches = new int[0];

  /// Longest repetition that each token would continue, plus one; zero between calls.
  private int[] repetitions = new int[0];

  Dry(double multiplier, double base, int allowedLength, int lastN, DryBreakers breakers) {
    this.multiplier = multiplier;
    this.base = base;
    this.allowedLength = allowedLength;
    this.lastN = lastN;
    this.breakers = breakers;
  }

  @Override
  public void apply(Candidates candidates, TokenHistory history, SplitMix64 random) {
    int window = Math.min(lastN, history.size());
    if (multiplier == 0 || window <= allowedLength) {
      return;
    }
    reserve(window, candidates.vocabularySize());
    for (int i = 0; i < window; i++) {
      recent[i] = history.fromEnd(i);
    }
    int longestAllowed = breakers.tokensSinceLast(recent, window);
    if (longestAllowed < allowedLength) {
      return;
    }
    findMatches(window);
    for (int place = 1; place < window; place++) {
      int length = Math.min(matches[place], longestAllowed);
      int token = recent[place - 1];
      if (length >= allowedLength) {
        repetitions[token] = Math.max(repetitions[token], length + 1);
      }
    }
    candidates.orderById();
    for (int place = 1; place < window; place++) {
      int token = recent[place - 1];
      if (repetitions[token] > 0) {
        penalize(candidates, token, repetitions[token] - 1);
        repetitions[token] = 0;
      }
    }
  }

  private void penalize(Candidates candidates, int token, int length) {
    int position = candidates.positionOf(token);
    if (position >= 0 && !breakers.isBreaker(token)) {
      double penalty = multiplier * Math.pow(base, length - allowedLength);
      candidates.setLogit(position, candidates.logit(position) - penalty);
    }
  }

  private void findMatches(int window) {
    int start = 0;
    int end = 0;
    for (int place = 1; place < window; place++) {
      int length = place < end ? Math.min(end - place, matches[place - start]) : 0;
      while (place + length < window && recent[length] == recent[place + length]) {
        length++;
      }
      matches[place] = length;
      if (place + length > end) {
        start = place;
        end = place + length;
      }
    }
  }

  private void reserve(int window, int vocabularySize) {
    if (recent.length < window) {
      // Half more than needed, as a text grows by one token at a time.
      recent = new int[window + window / 2];
      matches = new int[window + window / 2];
    }
    if (repetitions.length == 0) {
      repetitions = new int[vocabularySize];
    }
  }
}
