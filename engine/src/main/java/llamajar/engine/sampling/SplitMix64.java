package llamajar.engine.sampling;

/// Random numbers whose whole state is one `long`, so that a chain can be forked and replayed.
///
/// The generator is SplitMix64 (Steele, Lea and Flood, *Fast splittable pseudorandom number
/// generators*, OOPSLA 2014): a Weyl sequence with the golden-ratio step, each value mixed by
/// variant 13 of Stafford's mixers. The numbers are those of `java.util.SplittableRandom`, whose
/// state can't be copied.
final class SplitMix64 {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private long state;

  SplitMix64(long seed) {
    state = seed;
  }

  void seed(long seed) {
    state = seed;
  }

  SplitMix64 copy() {
    return new SplitMix64(state);
  }

  long nextLong() {
    state += STEP;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// A number from 0 (included) to 1 (excluded), a multiple of 2⁻⁵³.
  double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }
}
