package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;
import static llamajar.compute.cpu.vector.Lanes.all;
import static llamajar.compute.cpu.vector.Lanes.load;

import jdk.incubator.vector.FloatVector;
import llamajar.compute.Activation;

/// What handles each element by itself, by addresses. The target may be a source. What doesn't fill
/// a vector at the end goes through one lane of a vector, or is done number by number.
final class VectorElements {
  private static final int PIECE = 1024;

  /// Bytes of working memory for [#gate].
  static final long PIECE_BYTES = 4L * PIECE;

  private VectorElements() {}

  /// Each function has a loop of its own: vectors that come out of a `switch` inside a loop would
  /// be put on the heap.
  static void activate(Activation activation, long in, long out, int count) {
    switch (activation) {
      case SILU -> silu(in, out, count);
      case GELU -> gelu(in, out, count);
      case SIGMOID -> sigmoid(in, out, count);
      case TANH -> tanh(in, out, count);
    }
  }

  private static void silu(long in, long out, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      Lanes.store(Logistic.silu(load(in + 4L * i)), out + 4L * i);
    }
    for (; i < count; i++) {
      Memory.f32(out + 4L * i, Logistic.silu(all(Memory.f32(in + 4L * i))).lane(0));
    }
  }

  private static void gelu(long in, long out, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      Lanes.store(Logistic.gelu(load(in + 4L * i)), out + 4L * i);
    }
    for (; i < count; i++) {
      Memory.f32(out + 4L * i, Logistic.gelu(all(Memory.f32(in + 4L * i))).lane(0));
    }
  }

  private static void sigmoid(long in, long out, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      Lanes.store(Logistic.sigmoid(load(in + 4L * i)), out + 4L * i);
    }
    for (; i < count; i++) {
      Memory.f32(out + 4L * i, Logistic.sigmoid(all(Memory.f32(in + 4L * i))).lane(0));
    }
  }

  private static void tanh(long in, long out, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      Lanes.store(Logistic.tanh(load(in + 4L * i)), out + 4L * i);
    }
    for (; i < count; i++) {
      Memory.f32(out + 4L * i, Logistic.tanh(all(Memory.f32(in + 4L * i))).lane(0));
    }
  }

  /// `activation(gate) · up`, piece by piece, so that what lies between stays in the cache.
  ///
  /// @param piece working memory of [#PIECE_BYTES] bytes
  static void gate(Activation activation, long gate, long up, long out, int count, long piece) {
    for (int done = 0; done < count; done += PIECE) {
      int length = Math.min(PIECE, count - done);
      activate(activation, gate + 4L * done, piece, length);
      multiply(piece, up + 4L * done, out + 4L * done, length);
    }
  }

  private static void multiply(long left, long right, long out, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      Lanes.store(load(left + 4L * i).mul(load(right + 4L * i)), out + 4L * i);
    }
    for (; i < count; i++) {
      Memory.f32(out + 4L * i, Memory.f32(left + 4L * i) * Memory.f32(right + 4L * i));
    }
  }

  static void gateSilu(long gate, long up, long out, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      Lanes.store(Logistic.silu(load(gate + 4L * i)).mul(load(up + 4L * i)), out + 4L * i);
    }
    for (; i < count; i++) {
      float activated = Logistic.silu(all(Memory.f32(gate + 4L * i))).lane(0);
      Memory.f32(out + 4L * i, activated * Memory.f32(up + 4L * i));
    }
  }

  static void clampedGate(long gate, long up, float alpha, float limit, long out, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      FloatVector g = load(gate + 4L * i).min(all(limit));
      FloatVector u = load(up + 4L * i).min(all(limit)).max(all(-limit));
      Lanes.store(Logistic.times(g.mul(all(alpha)), g).mul(u.add(all(1f))), out + 4L * i);
    }
    for (; i < count; i++) {
      FloatVector g = all(Math.min(Memory.f32(gate + 4L * i), limit));
      float u = Math.clamp(Memory.f32(up + 4L * i), -limit, limit);
      Memory.f32(out + 4L * i, Logistic.times(g.mul(all(alpha)), g).lane(0) * (u + 1));
    }
  }

  static void softCap(long in, float cap, long out, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      FloatVector z = load(in + 4L * i).mul(all(1 / cap));
      Lanes.store(Logistic.tanh(z).mul(all(cap)), out + 4L * i);
    }
    for (; i < count; i++) {
      FloatVector z = all(Memory.f32(in + 4L * i) * (1 / cap));
      Memory.f32(out + 4L * i, Logistic.tanh(z).lane(0) * cap);
    }
  }

  static void scale(long in, float factor, long out, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      Lanes.store(load(in + 4L * i).mul(all(factor)), out + 4L * i);
    }
    for (; i < count; i++) {
      Memory.f32(out + 4L * i, Memory.f32(in + 4L * i) * factor);
    }
  }

  static void addScaled(long target, long addend, float factor, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      FloatVector sum = load(addend + 4L * i).fma(all(factor), load(target + 4L * i));
      Lanes.store(sum, target + 4L * i);
    }
    for (; i < count; i++) {
      float sum = Math.fma(Memory.f32(addend + 4L * i), factor, Memory.f32(target + 4L * i));
      Memory.f32(target + 4L * i, sum);
    }
  }

  static void add(long left, long right, long out, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      Lanes.store(load(left + 4L * i).add(load(right + 4L * i)), out + 4L * i);
    }
    for (; i < count; i++) {
      Memory.f32(out + 4L * i, Memory.f32(left + 4L * i) + Memory.f32(right + 4L * i));
    }
  }
}
