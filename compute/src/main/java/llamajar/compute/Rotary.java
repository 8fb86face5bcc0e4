package llamajar.compute;

/// Rotary position embedding, reduced to what has to be computed: pair `t` of a head turns by the
/// angle `position · frequency(t)`, and its length is multiplied by `magnitude`. All kinds of
/// scaling (linear, YaRN, factors stored in the model) are contained in the frequencies.
///
/// @param frequencies radians per position, one for each pair; heads longer than twice their number
///   keep the remaining components as they are
/// @param magnitude factor on sine and cosine
/// @param pairing which components form a pair
public record Rotary(float[] frequencies, float magnitude, Pairing pairing) {

  /// Which two components of a head turn together.
  public enum Pairing {
    /// Components `2t` and `2t + 1`.
    INTERLEAVED,
    /// Components `t` and `t + n`, with `n` the number of pairs.
    SPLIT_HALF
  }

  /// Number of components of a head that turn.
  public int dimensions() {
    return 2 * frequencies.length;
  }
}
