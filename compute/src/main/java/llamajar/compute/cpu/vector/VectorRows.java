package llamajar.compute.cpu.vector;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import llamajar.compute.Activation;
import llamajar.compute.KvType;
import llamajar.compute.Rotary;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.gguf.TensorType;

/// Row kernels with vectors: the checks, and what is not in a class of its own.
final class VectorRows implements RowKernels {
  private static final int SLOT = 2;

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
    VectorNorm.rms(
        floats(in, inOffset, count),
        floats(weight, 0, count),
        count,
        epsilon,
        floats(out, outOffset, count));
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
    VectorNorm.layer(
        floats(in, inOffset, count),
        floats(weight, 0, count),
        floats(bias, 0, count),
        count,
        epsilon,
        floats(out, outOffset, count));
  }

  @Override
  public void activate(
      Activation activation,
      MemorySegment in,
      MemorySegment out,
      long offset,
      int count,
      Scratch scratch) {
    VectorElements.activate(
        activation, floats(in, offset, count), floats(out, offset, count), count);
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
      case SILU -> VectorElements.gateSilu(g, u, o, count);
      case GELU, SIGMOID, TANH -> {
        try {
          long piece = scratch.memory(SLOT, VectorElements.PIECE_BYTES).address();
          VectorElements.gate(activation, g, u, o, count, piece);
        } finally {
          Reference.reachabilityFence(scratch);
        }
      }
    }
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
    VectorElements.clampedGate(
        floats(gate, offset, count),
        floats(up, offset, count),
        alpha,
        limit,
        floats(out, offset, count),
        count);
  }

  @Override
  public void softCap(
      MemorySegment in, float cap, MemorySegment out, long offset, int count, Scratch scratch) {
    VectorElements.softCap(floats(in, offset, count), cap, floats(out, offset, count), count);
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
    VectorElements.scale(floats(in, inOffset, count), factor, floats(out, outOffset, count), count);
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
    VectorElements.addScaled(
        floats(target, targetOffset, count), floats(addend, addendOffset, count), factor, count);
  }

  @Override
  public void add(
      MemorySegment left,
      MemorySegment right,
      MemorySegment out,
      long offset,
      int count,
      Scratch scratch) {
    VectorElements.add(
        floats(left, offset, count),
        floats(right, offset, count),
        floats(out, offset, count),
        count);
  }

  @Override
  public void addBias(
      MemorySegment target,
      long targetOffset,
      MemorySegment addend,
      long addendOffset,
      int count,
      Scratch scratch) {
    long place = floats(target, targetOffset, count);
    VectorElements.add(place, floats(addend, addendOffset, count), place, count);
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
    long source = floats(in, inOffset, count);
    long address = Memory.address(target, byteOffset, (long) count * type.bytes());
    switch (type) {
      case F32 -> MemorySegment.copy(Memory.ALL, source, Memory.ALL, address, 4L * count);
      case F16 -> {
        for (int i = 0; i < count; i++) {
          Memory.i16(address + 2L * i, Float.floatToFloat16(Memory.f32(source + 4L * i)));
        }
      }
    }
  }

  private static long floats(MemorySegment segment, long offset, int count) {
    return Memory.address(segment, Float.BYTES * offset, (long) Float.BYTES * count);
  }
}
