package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;
import static llamajar.compute.cpu.vector.Lanes.all;
import static llamajar.compute.cpu.vector.Lanes.load;

import jdk.incubator.vector.FloatVector;

/// Norms, by addresses. The target may be the source.
final class VectorNorm {
  private VectorNorm() {}

  /// `x / sqrt(mean(x²) + epsilon) · weight`.
  static void rms(long source, long weights, int count, float epsilon, long target) {
    float scale = (float) (1 / Math.sqrt(Tiles.dot(source, source, count) / count + epsilon));
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      FloatVector normal = load(source + 4L * i).mul(scale);
      Lanes.store(normal.mul(load(weights + 4L * i)), target + 4L * i);
    }
    for (; i < count; i++) {
      float weightHere = Memory.f32(weights + 4L * i);
      Memory.f32(target + 4L * i, Memory.f32(source + 4L * i) * scale * weightHere);
    }
  }

  /// `(x − mean) / sqrt(variance + epsilon) · weight + bias`.
  static void layer(long source, long weights, long biases, int count, float epsilon, long target) {
    float mean = sum(source, count) / count;
    float variance = squares(source, mean, count) / count;
    float scale = (float) (1 / Math.sqrt(variance + epsilon));
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      FloatVector normal = load(source + 4L * i).sub(all(mean)).mul(all(scale));
      FloatVector weighted = normal.fma(load(weights + 4L * i), load(biases + 4L * i));
      Lanes.store(weighted, target + 4L * i);
    }
    for (; i < count; i++) {
      float normal = (Memory.f32(source + 4L * i) - mean) * scale;
      Memory.f32(
          target + 4L * i,
          Math.fma(normal, Memory.f32(weights + 4L * i), Memory.f32(biases + 4L * i)));
    }
  }

  private static float sum(long source, int count) {
    FloatVector sums = FloatVector.zero(Lanes.F);
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      sums = sums.add(load(source + 4L * i));
    }
    float sum = Lanes.sum(sums);
    for (; i < count; i++) {
      sum += Memory.f32(source + 4L * i);
    }
    return sum;
  }

  /// The sum of squared distances from the mean.
  private static float squares(long source, float mean, int count) {
    FloatVector sums = FloatVector.zero(Lanes.F);
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      FloatVector distance = load(source + 4L * i).sub(all(mean));
      sums = distance.fma(distance, sums);
    }
    float sum = Lanes.sum(sums);
    for (; i < count; i++) {
      float distance = Memory.f32(source + 4L * i) - mean;
      sum += distance * distance;
    }
    return sum;
  }
}
