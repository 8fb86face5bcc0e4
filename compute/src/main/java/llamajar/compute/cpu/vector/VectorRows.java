package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;
import static llamajar.compute.cpu.vector.Lanes.load;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import llamajar.compute.Activation;
import llamajar.compute.KvType;
import llamajar.compute.Rotary;
import llamajar.compute.cpu.kernel.CacheNumbers;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.gguf.TensorType;

/// Row kernels with vectors. What doesn't fill a vector at the end of a row is done number by
/// number.
final class VectorRows implements RowKernels {

  @Override
  public void decode(
      TensorType type,
      MemorySegment weights,
      long byteOffset,
      int count,
      MemorySegment out,
      long outOffset,
      Scratch scratch) {
    int blocks = count / type.blockLength();
    long source = Memory.address(weights, byteOffset, (long) blocks * type.blockBytes());
    Unpackers.of(type).unpack(source, blocks, floats(out, outOffset, count));
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
    long source = floats(in, inOffset, count);
    long weights = floats(weight, 0, count);
    long target = floats(out, outOffset, count);
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

  @Override
  public void gate(
      Activation activation,
      MemorySegment gate,
      MemorySegment up,
      MemorySegment out,
      long offset,
      int count,
      Scratch scratch) {
    long g = floats(gate, offset, count);
    long u = floats(up, offset, count);
    long o = floats(out, offset, count);
    switch (activation) {
      case SILU -> gateSilu(g, u, o, count);
    }
  }

  private static void gateSilu(long gate, long up, long out, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      Lanes.store(silu(load(gate + 4L * i)).mul(load(up + 4L * i)), out + 4L * i);
    }
    for (; i < count; i++) {
      double x = Memory.f32(gate + 4L * i);
      Memory.f32(out + 4L * i, (float) (x / (1 + Math.exp(-x))) * Memory.f32(up + 4L * i));
    }
  }

  /// `x / (1 + e^−x)`, with the exponential of a number that is not positive: `σ(x) = e^x / (1 +
  /// e^x)` where `x` is negative.
  private static FloatVector silu(FloatVector x) {
    FloatVector e = Exponential.ofNonPositive(x.abs().neg());
    FloatVector numerator = x.blend(x.mul(e), x.compare(VectorOperators.LT, Lanes.all(0f)));
    return numerator.div(e.add(Lanes.all(1f)));
  }

  @Override
  public void add(
      MemorySegment left,
      MemorySegment right,
      MemorySegment out,
      long offset,
      int count,
      Scratch scratch) {
    long l = floats(left, offset, count);
    long r = floats(right, offset, count);
    long o = floats(out, offset, count);
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      Lanes.store(load(l + 4L * i).add(load(r + 4L * i)), o + 4L * i);
    }
    for (; i < count; i++) {
      Memory.f32(o + 4L * i, Memory.f32(l + 4L * i) + Memory.f32(r + 4L * i));
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
    long t = floats(target, targetOffset, count);
    long b = floats(addend, addendOffset, count);
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      Lanes.store(load(t + 4L * i).add(load(b + 4L * i)), t + 4L * i);
    }
    for (; i < count; i++) {
      Memory.f32(t + 4L * i, Memory.f32(t + 4L * i) + Memory.f32(b + 4L * i));
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
    int floats = headCount * headLength;
    long source = floats(in, offset, floats);
    long target = floats(out, offset, floats);
    long cosine = floats(cosines, angleOffset, pairs);
    long sine = floats(sines, angleOffset, pairs);
    for (int head = 0; head < headCount; head++) {
      long place = 4L * head * headLength;
      switch (pairing) {
        case INTERLEAVED ->
            Rotation.interleaved(cosine, sine, pairs, source + place, target + place);
        case SPLIT_HALF -> Rotation.splitHalf(cosine, sine, pairs, source + place, target + place);
      }
      if (source != target) {
        long rest = 8L * pairs;
        MemorySegment.copy(
            Memory.ALL,
            source + place + rest,
            Memory.ALL,
            target + place + rest,
            4L * headLength - rest);
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

  private static long floats(MemorySegment segment, long offset, int count) {
    return Memory.address(segment, Float.BYTES * offset, (long) Float.BYTES * count);
  }
}
