package llamajar.compute.cpu.reference;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import llamajar.compute.Activation;
import llamajar.compute.KvType;
import llamajar.compute.Rotary;
import llamajar.compute.cpu.kernel.CacheNumbers;
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
  public void gate(
      Activation activation,
      MemorySegment gate,
      MemorySegment up,
      MemorySegment out,
      long offset,
      int count,
      Scratch scratch) {
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
    CacheNumbers.store(in, inOffset, count, type, target, byteOffset);
  }

  private static float get(MemorySegment segment, long index) {
    return segment.get(ValueLayout.JAVA_FLOAT, index * Float.BYTES);
  }

  private static void set(MemorySegment segment, long index, float value) {
    segment.set(ValueLayout.JAVA_FLOAT, index * Float.BYTES, value);
  }
}
