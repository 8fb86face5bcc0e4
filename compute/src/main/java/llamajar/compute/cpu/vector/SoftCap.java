package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;
import static llamajar.compute.cpu.vector.Lanes.all;
import static llamajar.compute.cpu.vector.Lanes.load;

import jdk.incubator.vector.FloatVector;

/// Bounds the scores of attention softly.
final class SoftCap {
  private SoftCap() {}

  /// `score = cap · tanh(scale · score / cap)` for the scores of a block.
  ///
  /// @param scores address of the first query's scores, with room for whole vectors
  /// @param stride bytes from a query's scores to those of the next
  /// @param queries how many
  /// @param from first score of each query
  /// @param to one past its last
  static void apply(
      long scores, long stride, int queries, int from, int to, float scale, float cap) {
    int begin = from / COUNT * COUNT;
    for (int q = 0; q < queries; q++) {
      long own = scores + q * stride;
      for (int i = begin; i < to; i += COUNT) {
        FloatVector z = load(own + 4L * i).mul(all(scale / cap));
        Lanes.store(Logistic.tanh(z).mul(all(cap)), own + 4L * i);
      }
    }
  }
}
