package llamajar.compute.cpu.vector;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// The word of Q5_0 and Q5_1 that has the fifth bit of weight `i` at bit `i`.
final class FifthBits {
  private FifthBits() {}

  /// The lowest bits of the word, one for each lane, at the place that is worth 16.
  static IntVector of(int word) {
    return Lanes.all(word << 4).lanewise(VectorOperators.LSHR, Lanes.IOTA).and(Lanes.all(16));
  }
}
