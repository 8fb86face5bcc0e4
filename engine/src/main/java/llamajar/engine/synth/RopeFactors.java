package llamajar.engine.synth;

/// What Llama 3.1 and later divide their rotary frequencies by, to reach beyond the context of
/// their first training: fast ones stay, slow ones are stretched by the whole factor, those between
/// by part of it.
final class RopeFactors {
  /// Positions of the first training.
  private static final double ORIGINAL_CONTEXT = 8192;

  /// Frequencies with fewer turns than this in the original context are slow.
  private static final double SLOW_TURNS = 1;

  /// Frequencies with more turns than this are fast.
  private static final double FAST_TURNS = 4;

  private RopeFactors() {}

  /// One divisor for each pair of a head's floats.
  static float[] of(int headLength, double base, double factor) {
    float[] divisors = new float[headLength / 2];
    for (int pair = 0; pair < divisors.length; pair++) {
      double frequency = Math.pow(base, -2.0 * pair / headLength);
      double turns = ORIGINAL_CONTEXT * frequency / (2 * Math.PI);
      double kept = Math.clamp((turns - SLOW_TURNS) / (FAST_TURNS - SLOW_TURNS), 0.0, 1.0);
      divisors[pair] = (float) (1 / (kept + (1 - kept) / factor));
    }
    return divisors;
  }
}
