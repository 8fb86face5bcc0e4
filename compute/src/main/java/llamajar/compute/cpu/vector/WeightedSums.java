package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.all;
import static llamajar.compute.cpu.vector.Lanes.load;
import static llamajar.compute.cpu.vector.Lanes.store;

import jdk.incubator.vector.FloatVector;

/// Weighted sums of values: `result[q] += Σ_p weight[q][p] · value[p]`, with lanes along the
/// elements of a value, in tiles of 4 queries by 2 vectors.
final class WeightedSums {
  /// Values and results are multiples of this many bytes.
  static final int WIDTH_BYTES = 2 * Lanes.BYTES;

  private static final int QUERIES = 4;

  private WeightedSums() {}

  /// Adds the values of one block.
  ///
  /// @param weights address of the first query's weights
  /// @param weightStride bytes from a query's weights to those of the next
  /// @param queries how many
  /// @param values address of the first position's value
  /// @param width bytes of a value and of a result; a multiple of [#WIDTH_BYTES]
  /// @param positions how many
  /// @param results address of the first query's sum; they have no gaps
  static void add(
      long weights,
      long weightStride,
      int queries,
      long values,
      long width,
      int positions,
      long results) {
    int tiled = queries - queries % QUERIES;
    for (int q = 0; q < tiled; q += QUERIES) {
      for (long o = 0; o < width; o += WIDTH_BYTES) {
        addToFour(
            weights + q * weightStride,
            weightStride,
            values + o,
            width,
            positions,
            results + q * width + o);
      }
    }
    for (int q = tiled; q < queries; q++) {
      for (long o = 0; o < width; o += WIDTH_BYTES) {
        addToOne(weights + q * weightStride, values + o, width, positions, results + q * width + o);
      }
    }
  }

  /// Multiplies a sum of `bytes` bytes by a factor.
  static void scale(long result, long bytes, float factor) {
    for (long o = 0; o < bytes; o += Lanes.BYTES) {
      store(load(result + o).mul(all(factor)), result + o);
    }
  }

  private static void addToFour(
      long weights, long weightStride, long values, long width, int positions, long results) {
    long result1 = results + width;
    long result2 = results + 2 * width;
    long result3 = results + 3 * width;
    FloatVector s00 = load(results);
    FloatVector s01 = load(results + Lanes.BYTES);
    FloatVector s10 = load(result1);
    FloatVector s11 = load(result1 + Lanes.BYTES);
    FloatVector s20 = load(result2);
    FloatVector s21 = load(result2 + Lanes.BYTES);
    FloatVector s30 = load(result3);
    FloatVector s31 = load(result3 + Lanes.BYTES);
    for (int p = 0; p < positions; p++) {
      FloatVector v0 = load(values + p * width);
      FloatVector v1 = load(values + p * width + Lanes.BYTES);
      long weight = weights + 4L * p;
      FloatVector w0 = all(Memory.f32(weight));
      s00 = w0.fma(v0, s00);
      s01 = w0.fma(v1, s01);
      FloatVector w1 = all(Memory.f32(weight + weightStride));
      s10 = w1.fma(v0, s10);
      s11 = w1.fma(v1, s11);
      FloatVector w2 = all(Memory.f32(weight + 2 * weightStride));
      s20 = w2.fma(v0, s20);
      s21 = w2.fma(v1, s21);
      FloatVector w3 = all(Memory.f32(weight + 3 * weightStride));
      s30 = w3.fma(v0, s30);
      s31 = w3.fma(v1, s31);
    }
    store(s00, results);
    store(s01, results + Lanes.BYTES);
    store(s10, result1);
    store(s11, result1 + Lanes.BYTES);
    store(s20, result2);
    store(s21, result2 + Lanes.BYTES);
    store(s30, result3);
    store(s31, result3 + Lanes.BYTES);
  }

  private static void addToOne(long weights, long values, long width, int positions, long result) {
    FloatVector even0 = load(result);
    FloatVector even1 = load(result + Lanes.BYTES);
    FloatVector odd0 = FloatVector.zero(Lanes.F);
    FloatVector odd1 = odd0;
    int p = 0;
    for (; p < positions - 1; p += 2) {
      long value = values + p * width;
      FloatVector w0 = all(Memory.f32(weights + 4L * p));
      even0 = w0.fma(load(value), even0);
      even1 = w0.fma(load(value + Lanes.BYTES), even1);
      FloatVector w1 = all(Memory.f32(weights + 4L * p + 4));
      odd0 = w1.fma(load(value + width), odd0);
      odd1 = w1.fma(load(value + width + Lanes.BYTES), odd1);
    }
    if (p < positions) {
      FloatVector w0 = all(Memory.f32(weights + 4L * p));
      even0 = w0.fma(load(values + p * width), even0);
      even1 = w0.fma(load(values + p * width + Lanes.BYTES), even1);
    }
    store(even0.add(odd0), result);
    store(even1.add(odd1), result + Lanes.BYTES);
  }
}
