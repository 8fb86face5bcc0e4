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
      float[] weight,
      float epsilon,
      MemorySegment out,
      long outOffset) {
    double squares = 0;
    for (int i = 0; i < weight.length; i++) {
      float x = get(in, inOffset + i);
      squares += (double) x * x;
    }
    float factor = (float) (1 / Math.sqrt(squares / weight.length + epsilon));
    for (int i = 0; i < weight.length; i++) {
      set(out, outOffset + i, get(in, inOffset + i) * factor * weight[i]);
    }
  }

  @Override
  public void gate(
      Activation activation,
      MemorySegment gate,
      MemorySegment up,
      MemorySegment out,
      long offset,
      int count) {
    for (long i = offset; i < offset + count; i++) {
      float x = get(gate, i);
      float activated =
          switch (activation) {
            case SILU -> (float) (x / (1 + Math.exp(-x)));
          };
      set(out, i, activated * get(up, i));
    }
  }

  @Override
  public void add(
      MemorySegment left, MemorySegment right, MemorySegment out, long offset, int count) {
    for (long i = offset; i < offset + count; i++) {
      set(out, i, get(left, i) + get(right, i));
    }
  }

  @Override
  public void addBias(
      MemorySegment target, long targetOffset, float[] addend, int from, int count) {
    for (int i = 0; i < count; i++) {
      set(target, targetOffset + i, get(target, targetOffset + i) + addend[from + i]);
    }
  }

  @Override
  public void rotate(
      Rotary.Pairing pairing,
      float[] cosines,
      float[] sines,
      int headCount,
      int headLength,
      MemorySegment in,
      MemorySegment out,
      long offset) {
    int pairs = cosines.length;
    int step = pairing == Rotary.Pairing.INTERLEAVED ? 2 : 1;
    int distance = pairing == Rotary.Pairing.INTERLEAVED ? 1 : pairs;
    for (int head = 0; head < headCount; head++) {
      long start = offset + (long) head * headLength;
      for (int t = 0; t < pairs; t++) {
        long first = start + (long) t * step;
        float u = get(in, first);
        float v = get(in, first + distance);
        set(out, first, u * cosines[t] - v * sines[t]);
        set(out, first + distance, u * sines[t] + v * cosines[t]);
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
      long byteOffset) {
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
