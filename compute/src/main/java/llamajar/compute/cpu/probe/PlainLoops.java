package llamajar.compute.cpu.probe;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Loops without the Vector API. The compiler turns the multiplications into vector instructions by
/// itself, and reading 8 bytes at a time is enough to wait for memory.
final class PlainLoops implements ProbeLoops {
  private static final int FLOATS = 1024;
  private static final int STEPS = 16;
  private static final int ROUNDS = 32;
  private static final float FACTOR = 0.999f;
  private static final float SUMMAND = 0.001f;

  @Override
  public String name() {
    return "plain Java loops";
  }

  @Override
  public long sum(MemorySegment bytes, long from, long to) {
    // Independent sums, because one would wait for each addition.
    long a = 0;
    long b = 0;
    long c = 0;
    long d = 0;
    for (long i = from; i < to; i += 64) {
      a += bytes.get(ValueLayout.JAVA_LONG, i) + bytes.get(ValueLayout.JAVA_LONG, i + 8);
      b += bytes.get(ValueLayout.JAVA_LONG, i + 16) + bytes.get(ValueLayout.JAVA_LONG, i + 24);
      c += bytes.get(ValueLayout.JAVA_LONG, i + 32) + bytes.get(ValueLayout.JAVA_LONG, i + 40);
      d += bytes.get(ValueLayout.JAVA_LONG, i + 48) + bytes.get(ValueLayout.JAVA_LONG, i + 56);
    }
    return a + b + c + d;
  }

  @Override
  public float multiplyAdd() {
    float[] values = new float[FLOATS];
    for (int round = 0; round < ROUNDS; round++) {
      step(values);
    }
    return values[FLOATS - 1];
  }

  /// Sixteen steps on each value, so that loading and storing it are little beside them.
  private static void step(float[] values) {
    for (int i = 0; i < FLOATS; i++) {
      float v = values[i];
      v = Math.fma(v, FACTOR, SUMMAND);
      v = Math.fma(v, FACTOR, SUMMAND);
      v = Math.fma(v, FACTOR, SUMMAND);
      v = Math.fma(v, FACTOR, SUMMAND);
      v = Math.fma(v, FACTOR, SUMMAND);
      v = Math.fma(v, FACTOR, SUMMAND);
      v = Math.fma(v, FACTOR, SUMMAND);
      v = Math.fma(v, FACTOR, SUMMAND);
      v = Math.fma(v, FACTOR, SUMMAND);
      v = Math.fma(v, FACTOR, SUMMAND);
      v = Math.fma(v, FACTOR, SUMMAND);
      v = Math.fma(v, FACTOR, SUMMAND);
      v = Math.fma(v, FACTOR, SUMMAND);
      v = Math.fma(v, FACTOR, SUMMAND);
      v = Math.fma(v, FACTOR, SUMMAND);
      values[i] = Math.fma(v, FACTOR, SUMMAND);
    }
  }

  @Override
  public long operations() {
    return 2L * ROUNDS * STEPS * FLOATS;
  }
}
