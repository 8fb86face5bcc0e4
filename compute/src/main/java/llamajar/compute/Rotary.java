package llamajar.compute;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Rotary position embedding, reduced to what has to be computed: pair `t` of a head turns by the
/// angle `position · frequency(t)`, and its length is multiplied by the magnitude. All kinds of
/// scaling (linear, YaRN, factors stored in the model) are contained in the frequencies.
public final class Rotary {
  private final double[] frequencies;
  private final float magnitude;
  private final Pairing pairing;
  private final float growth;
  private final int period;

  /// Which two components of a head turn together.
  public enum Pairing {
    /// Components `2t` and `2t + 1`.
    INTERLEAVED,
    /// Components `t` and `t + n`, with `n` the number of pairs.
    SPLIT_HALF
  }

  /// Makes an embedding.
  ///
  /// @param frequencies radians per position, one for each pair; heads longer than twice their
  ///   number keep the remaining components as they are
  /// @param magnitude factor on sine and cosine
  public Rotary(double[] frequencies, float magnitude, Pairing pairing) {
    this(frequencies, magnitude, pairing, 0, 1);
  }

  private Rotary(double[] frequencies, float magnitude, Pairing pairing, float growth, int period) {
    this.frequencies = frequencies.clone();
    this.magnitude = magnitude;
    this.pairing = pairing;
    this.growth = growth;
    this.period = period;
  }

  /// The same with a magnitude that grows with the position, so that queries far behind what the
  /// model was trained on keep their attention sharp: times `1 + growth · ln(1 + ⌊position /
  /// period⌋)`.
  public Rotary growing(float newGrowth, int newPeriod) {
    return new Rotary(frequencies, magnitude, pairing, newGrowth, newPeriod);
  }

  /// Number of pairs that turn.
  public int pairs() {
    return frequencies.length;
  }

  /// Number of components of a head that turn.
  public int dimensions() {
    return 2 * frequencies.length;
  }

  /// Which components form a pair.
  public Pairing pairing() {
    return pairing;
  }

  /// Fills in the cosines and sines of all pairs at a position, times the magnitude.
  ///
  /// @param offset where in both segments the first of them goes, in floats
  public void angles(int position, MemorySegment cosines, MemorySegment sines, long offset) {
    int periods = position / period;
    double length = magnitude * (1 + growth * Math.log1p(periods));
    for (int t = 0; t < frequencies.length; t++) {
      double angle = position * frequencies[t];
      float cosine = (float) (Math.cos(angle) * length);
      float sine = (float) (Math.sin(angle) * length);
      cosines.setAtIndex(ValueLayout.JAVA_FLOAT, offset + t, cosine);
      sines.setAtIndex(ValueLayout.JAVA_FLOAT, offset + t, sine);
    }
  }
}
