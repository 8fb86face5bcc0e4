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
  /// Bytes of a state.
  static final int BYTES = 2 * Float.BYTES;

  private static final FloatVector LOWEST = Lanes.all(Float.NEGATIVE_INFINITY);

  private RunningSoftmax() {}

  /// Sets a state before the first block.
  static void start(long state) {
    Memory.f32(state, Float.NEGATIVE_INFINITY);
    Memory.f32(state + Float.BYTES, 0);
  }

  /// The sum of all weights.
  static float sum(long state) {
    return Memory.f32(state + Float.BYTES);
  }

  /// Replaces the scores of a block by weights.
  ///
  /// @param scores address of the block's scores
  /// @param from first score that is used
  /// @param to end of the scores that are used
  /// @param visibleFrom first score that this query sees; the weights of the others become 0
  /// @param visibleTo end of the scores that this query sees
  /// @param scale factor on scores
  /// @param state of this query
  /// @param result its weighted sum of values so far
  /// @param resultBytes of the weighted sum; whole vectors
  static void advance(
      long scores,
      int from,
      int to,
      int visibleFrom,
      int visibleTo,
      float scale,
      long state,
      long result,
      long resultBytes) {
    int begin = from / COUNT * COUNT;
    int end = Math.ceilDiv(to, COUNT) * COUNT;
    if (visibleTo <= visibleFrom) {
      fill(scores, begin, end, 0);
      return;
    }
    fill(scores, begin, visibleFrom, Float.NEGATIVE_INFINITY);
    fill(scores, visibleTo, end, Float.NEGATIVE_INFINITY);
    float before = Memory.f32(state);
    float greatest = Math.max(before, scale * greatest(scores, begin, end));
    float sum = weigh(scores, begin, end, scale, greatest);
    if (greatest != before) {
      float factor = (float) Math.exp(before - greatest);
      for (long o = 0; o < resultBytes; o += Lanes.BYTES) {
        store(load(result + o).mul(factor), result + o);
      }
      sum = Math.fma(Memory.f32(state + Float.BYTES), factor, sum);
      Memory.f32(state, greatest);
      Memory.f32(state + Float.BYTES, sum);
    } else {
      Memory.f32(state + Float.BYTES, Memory.f32(state + Float.BYTES) + sum);
    }
  }

  private static void fill(long scores, int from, int to, float value) {
    for (int i = from; i < to; i++) {
      Memory.f32(scores + 4L * i, value);
    }
  }

  private static float greatest(long scores, int from, int to) {
    FloatVector greatest = LOWEST;
    for (int i = from; i < to; i += COUNT) {
      greatest = greatest.max(load(scores + 4L * i));
    }
    return greatest.reduceLanes(VectorOperators.MAX);
  }

  private static float weigh(long scores, int from, int to, float scale, float greatest) {
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int i = from; i < to; i += COUNT) {
      FloatVector difference = load(scores + 4L * i).fma(Lanes.all(scale), Lanes.all(-greatest));
      FloatVector weight = Exponential.ofNonPositive(difference);
      store(weight, scores + 4L * i);
      sum = sum.add(weight);
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }
}
