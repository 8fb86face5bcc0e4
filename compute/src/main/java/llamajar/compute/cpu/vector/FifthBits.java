package llamajar.compute.cpu.vector;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// The word of Q5_0 and Q5_1 that has the fifth bit of weight `i` at bit `i`.
final class FifthBits {
  private FifthBits() {}

  /// The bits of weights `first` and following, one for each lane, at the place that is worth 16.
  ///
  /// @param word the word in all lanes, shifted right by the lane's number
  /// @param first at most 31
  static IntVector at(IntVector word, int first) {
    return word.lanewise(VectorOperators.LSHR, first).and(1).lanewise(VectorOperators.LSHL, 4);
  }
}
