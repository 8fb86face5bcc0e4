package llamajar.compute.cpu.reference;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import llamajar.compute.Activation;
import llamajar.compute.KvType;
import llamajar.compute.Rotary;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.gguf.TensorType;
import llamajar.gguf.quant.BlockCodec;
import llamajar.gguf.quant.Codecs;

/// Row kernels, one element after another.
final class ReferenceRows implements RowKernels {

  @Override
  public void decode(
      TensorType type,
      MemorySegment weights,
      long byteOffset,
      int count,
      MemorySegment out,
      long outOffset,
      Scratch scratch) {
    BlockCodec codec = Codecs.of(type);
    float[] row = scratch.floats(0, count);
    codec.decodeBlocks(weights, byteOffset, count / codec.blockLength(), row, 0);
    MemorySegment.copy(row, 0, out, ValueLayout.JAVA_FLOAT, outOffset * Float.BYTES, count);
  }

  @Override
  public void rmsNorm(
      MemorySegment in,
      long inOffset,
      MemorySegment weight,
      int count,
      float epsilon,
      MemorySegment out,
      long outOffset,
      Scratch scratch) {
    double squares = 0;
    for (int i = 0; i < count; i++) {
      float x = get(in, inOffset + i);
      squares += (double) x * x;
    }
    float factor = (float) (1 / Math.sqrt(squares / count + epsilon));
    for (int i = 0; i < count; i++) {
      set(out, outOffset + i, get(in, inOffset + i) * factor * get(weight, i));
    }
  }

  @Override
  public void layerNorm(
      MemorySegment in,
      long inOffset,
      MemorySegment weight,
      MemorySegment bias,
      int count,
      float epsilon,
      MemorySegment out,
      long outOffset,
      Scratch scratch) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += get(in, inOffset + i);
    }
    double mean = sum / count;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double x = get(in, inOffset + i) - mean;
      squares += x * x;
    }
    double factor = 1 / Math.sqrt(squares / count + epsilon);
    for (int i = 0; i < count; i++) {
      double x = (get(in, inOffset + i) - mean) * factor;
      set(out, outOffset + i, (float) (x * get(weight, i) + get(bias, i)));
    }
  }

  @Override
  public void activate(
      Activation activation,
      MemorySegment in,
      MemorySegment out,
      long offset,
      int count,
      Scratch scratch) {
    for (long i = offset; i < offset + count; i++) {
      set(out, i, (float) activated(activation, get(in, i)));
    }
  }

  @Override
  public void gate(
      Activation activation,
      MemorySegment gate,
      MemorySegment up,
      MemorySegment out,
      long offset,
      int count,
      Scratch scratch) {
    for (long i = offset; i < offset + count; i++) {
      set(out, i, (float) activated(activation, get(gate, i)) * get(up, i));
    }
  }

  private static double activated(Activation activation, double x) {
    return switch (activation) {
      case SILU -> x / (1 + Math.exp(-x));
      case GELU -> x / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
    };
  }

  @Override
  public void clampedGate(
      MemorySegment gate,
      MemorySegment up,
      float alpha,
      float limit,
      MemorySegment out,
      long offset,
      int count,
      Scratch scratch) {
    for (long i = offset; i < offset + count; i++) {
      double g = Math.min(get(gate, i), limit);
      double u = Math.clamp(get(up, i), -limit, limit);
      set(out, i, (float) (g / (1 + Math.exp(-alpha * g)) * (u + 1)));
    }
  }

  @Override
  public void softCap(
      MemorySegment in, float cap, MemorySegment out, long offset, int count, Scratch scratch) {
    for (long i = offset; i < offset + count; i++) {
      set(out, i, (float) (cap * Math.tanh(get(in, i) / (double) cap)));
    }
  }

  @Override
  public void scale(
      MemorySegment in,
      long inOffset,
      float factor,
      MemorySegment out,
      long outOffset,
      int count,
      Scratch scratch) {
    for (int i = 0; i < count; i++) {
      set(out, outOffset + i, factor * get(in, inOffset + i));
    }
  }

  @Override
  public void addScaled(
      MemorySegment target,
      long targetOffset,
      MemorySegment addend,
      long addendOffset,
      float factor,
      int count,
      Scratch scratch) {
    for (int i = 0; i < count; i++) {
      float product = factor * get(addend, addendOffset + i);
      set(target, targetOffset + i, get(target, targetOffset + i) + product);
    }
  }

  @Override
  public void add(
      MemorySegment left,
      MemorySegment right,
      MemorySegment out,
      long offset,
      int count,
      Scratch scratch) {
    for (long i = offset; i < offset + count; i++) {
      set(out, i, get(left, i) + get(right, i));
    }
  }

  @Override
  public void addBias(
      MemorySegment target,
      long targetOffset,
      MemorySegment addend,
      long addendOffset,
      int count,
      Scratch scratch) {
    for (int i = 0; i < count; i++) {
      set(target, targetOffset + i, get(target, targetOffset + i) + get(addend, addendOffset + i));
    }
  }

  @Override
  public void rotate(
      Rotary.Pairing pairing,
      MemorySegment cosines,
      MemorySegment sines,
      long angleOffset,
      int pairs,
      int headCount,
      int headLength,
      MemorySegment in,
      MemorySegment out,
      long offset,
      Scratch scratch) {
    int step = pairing == Rotary.Pairing.INTERLEAVED ? 2 : 1;
    int distance = pairing == Rotary.Pairing.INTERLEAVED ? 1 : pairs;
    for (int head = 0; head < headCount; head++) {
      long start = offset + (long) head * headLength;
      for (int t = 0; t < pairs; t++) {
        long first = start + (long) t * step;
        float u = get(in, first);
        float v = get(in, first + distance);
        float cosine = get(cosines, angleOffset + t);
        float sine = get(sines, angleOffset + t);
        set(out, first, u * cosine - v * sine);
        set(out, first + distance, u * sine + v * cosine);
      }
      for (int i = 2 * pairs; i < headLength; i++) {
        set(out, start + i, get(in, start + i));
      }
    }
  }

  @Override
  public void store(
      MemorySegment in,
      long inOffset,
      int count,
      KvType type,
      MemorySegment target,
      long byteOffset,
      Scratch scratch) {
    for (int i = 0; i < count; i++) {
      float x = get(in, inOffset + i);
      long offset = byteOffset + (long) i * type.bytes();
      switch (type) {
        case F32 -> target.set(ValueLayout.JAVA_FLOAT, offset, x);
        case F16 -> target.set(ValueLayout.JAVA_SHORT, offset, Float.floatToFloat16(x));
      }
    }
  }

  private static float get(MemorySegment segment, long index) {
    return segment.get(ValueLayout.JAVA_FLOAT, index * Float.BYTES);
  }

  private static void set(MemorySegment segment, long index, float value) {
    segment.set(ValueLayout.JAVA_FLOAT, index * Float.BYTES, value);
  }
}
