package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;
import static llamajar.compute.cpu.vector.Lanes.load;
import static llamajar.compute.cpu.vector.Lanes.store;

import jdk.incubator.vector.FloatVector;

/// Turns the pairs of one head by angles whose cosines and sines are at two addresses: `(a, b)`
/// becomes `(a·cos − b·sin, a·sin + b·cos)`. The target may be the source.
final class Rotation {
  private Rotation() {}

  /// Pairs of neighbours.
  static void interleaved(long cosines, long sines, int pairs, long source, long target) {
    for (int t = 0; t < pairs; t++) {
      float a = Memory.f32(source + 8L * t);
      float b = Memory.f32(source + 8L * t + 4);
      float cosine = Memory.f32(cosines + 4L * t);
      float sine = Memory.f32(sines + 4L * t);
      Memory.f32(target + 8L * t, a * cosine - b * sine);
      Memory.f32(target + 8L * t + 4, a * sine + b * cosine);
    }
  }

  /// Pairs of components that are half of all turned components apart.
  static void splitHalf(long cosines, long sines, int pairs, long source, long target) {
    long half = 4L * pairs;
    int t = 0;
    for (; t <= pairs - COUNT; t += COUNT) {
      FloatVector cosine = load(cosines + 4L * t);
      FloatVector sine = load(sines + 4L * t);
      FloatVector a = load(source + 4L * t);
      FloatVector b = load(source + half + 4L * t);
      store(a.mul(cosine).sub(b.mul(sine)), target + 4L * t);
      store(a.mul(sine).add(b.mul(cosine)), target + half + 4L * t);
    }
    for (; t < pairs; t++) {
      float a = Memory.f32(source + 4L * t);
      float b = Memory.f32(source + half + 4L * t);
      float cosine = Memory.f32(cosines + 4L * t);
      float sine = Memory.f32(sines + 4L * t);
      Memory.f32(target + 4L * t, a * cosine - b * sine);
      Memory.f32(target + half + 4L * t, a * sine + b * cosine);
    }
  }
}
