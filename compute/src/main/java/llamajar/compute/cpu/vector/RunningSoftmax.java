package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;
import static llamajar.compute.cpu.vector.Lanes.load;
import static llamajar.compute.cpu.vector.Lanes.store;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// The softmax of one query over blocks of positions, without knowing the greatest score in
/// advance. The state is two floats: the greatest score so far, and the sum of all weights relative
/// to it. When a greater score comes, what has been summed up so far is scaled down.
final class RunningSoftmax {
  private RunningSoftmax() {}

  /// Sets the states of `queries` queries before the first block.
  ///
  /// @param states two floats for each query
  static void start(float[] states, int queries) {
    for (int q = 0; q < queries; q++) {
      states[2 * q] = Float.NEGATIVE_INFINITY;
      states[2 * q + 1] = 0;
    }
  }

  /// Lets a score without a value take part.
  static void sink(float[] states, int query, float score) {
    states[2 * query] = score;
    states[2 * query + 1] = 1;
  }

  /// The sum of all weights of a query.
  static float sum(float[] states, int query) {
    return states[2 * query + 1];
  }

  /// Replaces the scores of a block by weights.
  ///
  /// @param scores address of the block's scores
  /// @param from first score that the query sees
  /// @param to end of the scores that it sees, greater than `from`
  /// @param begin first score that gets a weight, 0 if it is not seen; starts a vector
  /// @param end end of the scores that get a weight; ends a vector
  /// @param scale factor on scores
  /// @param states of all queries
  /// @param query number of this query
  /// @return the factor that makes what has been summed up so far relative to the greatest score
  static float advance(
      long scores, int from, int to, int begin, int end, float scale, float[] states, int query) {
    hide(scores, begin, from);
    hide(scores, to, end);
    float before = states[2 * query];
    float greatest = Math.max(before, scale * greatest(scores, begin, end));
    float factor = greatest == before ? 1 : (float) Math.exp(before - greatest);
    float sum = weigh(scores, begin, end, scale, greatest);
    states[2 * query] = greatest;
    states[2 * query + 1] = Math.fma(states[2 * query + 1], factor, sum);
    return factor;
  }

  private static void hide(long scores, int from, int to) {
    for (int i = from; i < to; i++) {
      Memory.f32(scores + 4L * i, Float.NEGATIVE_INFINITY);
    }
  }

  private static float greatest(long scores, int begin, int end) {
    // Not a constant object: what goes around a loop would be put on the heap then.
    FloatVector greatest = Lanes.all(Float.NEGATIVE_INFINITY);
    for (int i = begin; i < end; i += COUNT) {
      greatest = greatest.max(load(scores + 4L * i));
    }
    return greatest.reduceLanes(VectorOperators.MAX);
  }

  private static float weigh(long scores, int begin, int end, float scale, float greatest) {
    for (int i = begin; i < end; i += COUNT) {
      FloatVector difference = load(scores + 4L * i).fma(Lanes.all(scale), Lanes.all(-greatest));
      store(Exponential.ofNonPositive(difference), scores + 4L * i);
    }
    return sum(scores, begin, end);
  }

  /// Adds numbers in an order that does not depend on how far the code has been compiled; a vector
  /// that is carried around a loop for this would be put on the heap.
  private static float sum(long scores, int begin, int end) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    for (int i = begin; i < end; i += 4) {
      long at = scores + 4L * i;
      a += Memory.f32(at);
      b += Memory.f32(at + 4);
      c += Memory.f32(at + 8);
      d += Memory.f32(at + 12);
    }
    return a + b + (c + d);
  }
}
