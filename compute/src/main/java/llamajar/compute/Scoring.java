package llamajar.compute;

/// How the scores of attention become weights. With `s_j = scale · query · key_j` over the
/// positions that a row sees, the weights are `softmax_j(s)`; a soft cap `c` makes `c · tanh(s /
/// c)` of scores first, and a sink is one more score that takes its share of the softmax and has no
/// value.
public final class Scoring {
  private final float scale;
  private final int window;
  private final float softCap;
  private final float[] sinks;
  private final boolean causal;

  private Scoring(float scale, int window, float softCap, float[] sinks, boolean causal) {
    this.scale = scale;
    this.window = window;
    this.softCap = softCap;
    this.sinks = sinks;
    this.causal = causal;
  }

  /// Scores times `scale`, of all positions up to a row's own.
  public static Scoring scaled(float scale) {
    return new Scoring(scale, 0, 0, new float[0], true);
  }

  /// The usual scale: one over the square root of the length of a head.
  public static Scoring forLength(int keyLength) {
    return scaled((float) (1 / Math.sqrt(keyLength)));
  }

  /// The same where a row sees only the last `positions` positions, its own included; 0: all.
  public Scoring within(int positions) {
    return new Scoring(scale, positions, softCap, sinks, causal);
  }

  /// The same with capped scores; 0: no cap.
  public Scoring capped(float cap) {
    return new Scoring(scale, window, cap, sinks, causal);
  }

  /// The same with one sink for each head.
  public Scoring withSinks(float... perHead) {
    return new Scoring(scale, window, softCap, perHead.clone(), causal);
  }

  /// The same where a row also sees the positions behind its own that are in its batch; with a
  /// window, as many behind as before.
  public Scoring bidirectional() {
    return new Scoring(scale, window, softCap, sinks, false);
  }

  /// Factor on scores.
  public float scale() {
    return scale;
  }

  /// How many positions a row sees up to its own, which is included; 0: all.
  public int window() {
    return window;
  }

  /// Bound of scores; 0: none.
  public float softCap() {
    return softCap;
  }

  /// Whether heads have sinks.
  public boolean hasSinks() {
    return sinks.length > 0;
  }

  /// The sink of a query head.
  public float sink(int head) {
    return sinks[head];
  }

  /// How many heads have sinks: all or none.
  public int sinkCount() {
    return sinks.length;
  }

  /// Whether rows see only positions up to their own.
  public boolean causal() {
    return causal;
  }

  /// One past the last position that a row at `position` sees.
  ///
  /// @param sequenceEnd one past the last position of its sequence in its batch
  public int visibleEnd(int position, int sequenceEnd) {
    if (causal) {
      return position + 1;
    }
    return window == 0 ? sequenceEnd : (int) Math.min(sequenceEnd, (long) position + window);
  }

  /// The first position that a row at `position` sees.
  public int firstVisible(int position) {
    return window == 0 ? 0 : Math.max(0, position - window + 1);
  }
}
