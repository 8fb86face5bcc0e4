package llamajar.compute.cpu.x64.row;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import llamajar.compute.Activation;
import llamajar.compute.KvType;
import llamajar.compute.Rotary;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.x64.emit.EmittedKernels;
import llamajar.compute.cpu.x64.emit.NativeAddress;
import llamajar.compute.cpu.x64.emit.ParameterBlock;
import llamajar.gguf.TensorType;
import org.jspecify.annotations.Nullable;

/// Emitted row kernels.
///
/// Results are those of plain Java up to rounding: products and sums are fused, and sums are taken
/// over lanes. Decoded weights are the same bits.
public final class X64Rows implements RowKernels {
  private final RowCode code;
  private final RowKernels others;

  /// @param wide whether with AVX-512
  /// @param others decodes types that no model has embeddings of: plain integers and F64
  public X64Rows(boolean wide, RowKernels others) {
    code = wide ? RowCode.WIDE : RowCode.NARROW;
    this.others = others;
  }

  /// Converts binary16 numbers to floats.
  public void widen(long source, long target, int count, Scratch scratch) {
    elements(code.fromHalf, source, 0, target, count, scratch);
  }

  @Override
  public void decode(
      TensorType type,
      MemorySegment weights,
      long byteOffset,
      int count,
      MemorySegment out,
      long outOffset,
      Scratch scratch) {
    long bytes = (long) count / type.blockLength() * type.blockBytes();
    long source = NativeAddress.of(weights, byteOffset, bytes);
    long target = floats(out, outOffset, count);
    try {
      switch (type) {
        case F32 -> elements(code.copy, source, 0, target, count, scratch);
        case F16 -> elements(code.fromHalf, source, 0, target, count, scratch);
        case BF16 -> elements(code.fromBfloat, source, 0, target, count, scratch);
        default -> {
          @Nullable EmittedKernels decoder = code.decoders.get(type);
          if (decoder == null) {
            others.decode(type, weights, byteOffset, count, out, outOffset, scratch);
          } else {
            MemorySegment p = ParameterBlock.of(scratch);
            ParameterBlock.set(p, Decode512.WEIGHTS, source);
            ParameterBlock.set(p, Decode512.TARGET, target);
            ParameterBlock.set(p, Decode512.GROUPS, count / Decode512.GROUP);
            decoder.get(count % Decode512.GROUP / Decode512.UNIT).call(p.address());
          }
        }
      }
    } finally {
      Reference.reachabilityFence(weights);
      Reference.reachabilityFence(out);
      Reference.reachabilityFence(scratch);
    }
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
    MemorySegment p = ParameterBlock.of(scratch);
    ParameterBlock.set(p, RmsNorm.SOURCE, floats(in, inOffset, count));
    ParameterBlock.set(p, RmsNorm.WEIGHTS, floats(weight, 0, count));
    ParameterBlock.set(p, RmsNorm.TARGET, floats(out, outOffset, count));
    setCount(p, RmsNorm.VECTORS, RmsNorm.REST, count);
    ParameterBlock.set(p, RmsNorm.COUNT, Float.floatToRawIntBits(count));
    ParameterBlock.set(p, RmsNorm.EPSILON, Float.floatToRawIntBits(epsilon));
    try {
      code.norm.get(0).call(p.address());
    } finally {
      Reference.reachabilityFence(in);
      Reference.reachabilityFence(weight);
      Reference.reachabilityFence(out);
      Reference.reachabilityFence(scratch);
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
    EmittedKernels kernel =
        switch (activation) {
          case SILU -> code.silu;
        };
    combine(kernel, gate, offset, up, offset, out, offset, count, scratch);
  }

  @Override
  public void add(
      MemorySegment left,
      MemorySegment right,
      MemorySegment out,
      long offset,
      int count,
      Scratch scratch) {
    combine(code.add, left, offset, right, offset, out, offset, count, scratch);
  }

  @Override
  public void addBias(
      MemorySegment target,
      long targetOffset,
      MemorySegment addend,
      long addendOffset,
      int count,
      Scratch scratch) {
    combine(
        code.add, target, targetOffset, addend, addendOffset, target, targetOffset, count, scratch);
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
    if (headCount == 0) {
      return;
    }
    int count = headCount * headLength;
    long source = floats(in, offset, count);
    long target = floats(out, offset, count);
    int copied = source == target ? 0 : headLength - 2 * pairs;
    MemorySegment p = ParameterBlock.of(scratch);
    ParameterBlock.set(p, Rotate.SOURCE, source);
    ParameterBlock.set(p, Rotate.TARGET, target);
    ParameterBlock.set(p, Rotate.COSINES, floats(cosines, angleOffset, pairs));
    ParameterBlock.set(p, Rotate.SINES, floats(sines, angleOffset, pairs));
    ParameterBlock.set(p, Rotate.HEADS, headCount);
    ParameterBlock.set(p, Rotate.HEAD_BYTES, (long) Float.BYTES * headLength);
    ParameterBlock.set(p, Rotate.HALF_BYTES, (long) Float.BYTES * pairs);
    ParameterBlock.set(p, Rotate.REST_PAIRS, lowBits(pairs % (code.lanes / 2)));
    ParameterBlock.set(p, Rotate.TURNED_BYTES, (long) Float.BYTES * 2 * pairs);
    setCount(p, Rotate.COPIED_VECTORS, Rotate.COPIED_REST, copied);
    EmittedKernels kernel =
        switch (pairing) {
          case SPLIT_HALF -> {
            setCount(p, Rotate.VECTORS, Rotate.REST, pairs);
            yield code.splitHalf;
          }
          case INTERLEAVED -> {
            setCount(p, Rotate.VECTORS, Rotate.REST, 2 * pairs);
            yield code.interleaved;
          }
        };
    try {
      kernel.get(0).call(p.address());
    } finally {
      Reference.reachabilityFence(cosines);
      Reference.reachabilityFence(sines);
      Reference.reachabilityFence(in);
      Reference.reachabilityFence(out);
      Reference.reachabilityFence(scratch);
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
    EmittedKernels kernel =
        switch (type) {
          case F32 -> code.copy;
          case F16 -> code.toHalf;
        };
    long address = NativeAddress.of(target, byteOffset, (long) count * type.bytes());
    try {
      elements(kernel, floats(in, inOffset, count), 0, address, count, scratch);
    } finally {
      Reference.reachabilityFence(in);
      Reference.reachabilityFence(target);
    }
  }

  private void combine(
      EmittedKernels kernel,
      MemorySegment left,
      long leftOffset,
      MemorySegment right,
      long rightOffset,
      MemorySegment out,
      long outOffset,
      int count,
      Scratch scratch) {
    try {
      elements(
          kernel,
          floats(left, leftOffset, count),
          floats(right, rightOffset, count),
          floats(out, outOffset, count),
          count,
          scratch);
    } finally {
      Reference.reachabilityFence(left);
      Reference.reachabilityFence(right);
      Reference.reachabilityFence(out);
    }
  }

  private void elements(
      EmittedKernels kernel, long source, long other, long target, int count, Scratch scratch) {
    MemorySegment p = ParameterBlock.of(scratch);
    ParameterBlock.set(p, Elements.SOURCE, source);
    ParameterBlock.set(p, Elements.OTHER, other);
    ParameterBlock.set(p, Elements.TARGET, target);
    setCount(p, Elements.VECTORS, Elements.REST, count);
    try {
      kernel.get(0).call(p.address());
    } finally {
      Reference.reachabilityFence(scratch);
    }
  }

  private void setCount(MemorySegment p, int vectors, int rest, int count) {
    ParameterBlock.set(p, vectors, count / code.lanes);
    ParameterBlock.set(p, rest, lowBits(count % code.lanes));
  }

  private static long lowBits(int count) {
    return (1L << count) - 1;
  }

  private static long floats(MemorySegment segment, long offset, int count) {
    return NativeAddress.of(segment, Float.BYTES * offset, (long) Float.BYTES * count);
  }
}
