package llamajar.compute.cpu.x64.row;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.EnumMap;
import java.util.Map;
import llamajar.compute.Activation;
import llamajar.compute.KvType;
import llamajar.compute.Rotary;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.x64.emit.EmittedKernels;
import llamajar.compute.cpu.x64.emit.NativeAddress;
import llamajar.compute.cpu.x64.emit.ParameterBlock;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;
import org.jspecify.annotations.Nullable;

/// Row kernels that are emitted for AVX-512.
///
/// Results are those of plain Java up to rounding: products and sums are fused, and sums are taken
/// over lanes. Decoded weights are the same bits.
public final class X64Rows implements RowKernels {
  private static final int LANES = 16;
  private static final int RESTS = Decode512.GROUP / Decode512.UNIT;

  private static final EmittedKernels ADD = new EmittedKernels(1, i -> Elements512.add());
  private static final EmittedKernels SILU = new EmittedKernels(1, i -> Elements512.gateSilu());
  private static final EmittedKernels COPY = new EmittedKernels(1, i -> Elements512.copy());
  private static final EmittedKernels TO_HALF = new EmittedKernels(1, i -> Elements512.toHalf());
  private static final EmittedKernels HALF = new EmittedKernels(1, i -> Elements512.fromHalf());
  private static final EmittedKernels BFLOAT = new EmittedKernels(1, i -> Elements512.fromBfloat());
  private static final EmittedKernels NORM = new EmittedKernels(1, i -> RmsNorm512.emit());
  private static final EmittedKernels HALVES = new EmittedKernels(1, i -> Rotate512.splitHalf());
  private static final EmittedKernels PAIRS = new EmittedKernels(1, i -> Rotate512.interleaved());

  /// By the number of blocks of 32 behind whole groups.
  private static final Map<TensorType, EmittedKernels> DECODERS = decoders();

  private final RowKernels others;

  /// @param others for what is not emitted: rare activations, LayerNorm, and types that no model
  ///   has embeddings of
  public X64Rows(RowKernels others) {
    this.others = others;
  }

  private static Map<TensorType, EmittedKernels> decoders() {
    Map<TensorType, EmittedKernels> decoders = new EnumMap<>(TensorType.class);
    for (TensorType type : TensorType.values()) {
      if (Unpackers512.handles(type)) {
        decoders.put(
            type, new EmittedKernels(RESTS, i -> Decode512.emit(type, i * Decode512.UNIT)));
      }
    }
    return decoders;
  }

  /// Converts binary16 numbers to floats.
  public static void widen(long source, long target, int count, Scratch scratch) {
    elements(HALF, source, 0, target, count, scratch);
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
        case F32 -> elements(COPY, source, 0, target, count, scratch);
        case F16 -> elements(HALF, source, 0, target, count, scratch);
        case BF16 -> elements(BFLOAT, source, 0, target, count, scratch);
        default -> {
          @Nullable EmittedKernels decoder = DECODERS.get(type);
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
    ParameterBlock.set(p, RmsNorm512.SOURCE, floats(in, inOffset, count));
    ParameterBlock.set(p, RmsNorm512.WEIGHTS, floats(weight, 0, count));
    ParameterBlock.set(p, RmsNorm512.TARGET, floats(out, outOffset, count));
    setCount(p, RmsNorm512.VECTORS, RmsNorm512.REST, count);
    ParameterBlock.set(p, RmsNorm512.COUNT, Float.floatToRawIntBits(count));
    ParameterBlock.set(p, RmsNorm512.EPSILON, Float.floatToRawIntBits(epsilon));
    try {
      NORM.get(0).call(p.address());
    } finally {
      Reference.reachabilityFence(in);
      Reference.reachabilityFence(weight);
      Reference.reachabilityFence(out);
      Reference.reachabilityFence(scratch);
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
    others.layerNorm(in, inOffset, weight, bias, count, epsilon, out, outOffset, scratch);
  }

  @Override
  public void activate(
      Activation activation,
      MemorySegment in,
      MemorySegment out,
      long offset,
      int count,
      Scratch scratch) {
    others.activate(activation, in, out, offset, count, scratch);
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
    others.clampedGate(gate, up, alpha, limit, out, offset, count, scratch);
  }

  @Override
  public void softCap(
      MemorySegment in, float cap, MemorySegment out, long offset, int count, Scratch scratch) {
    others.softCap(in, cap, out, offset, count, scratch);
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
    others.scale(in, inOffset, factor, out, outOffset, count, scratch);
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
    others.addScaled(target, targetOffset, addend, addendOffset, factor, count, scratch);
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
    switch (activation) {
      case SILU -> combine(SILU, gate, offset, up, offset, out, offset, count, scratch);
      case GELU, SIGMOID, TANH -> others.gate(activation, gate, up, out, offset, count, scratch);
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
    combine(ADD, left, offset, right, offset, out, offset, count, scratch);
  }

  @Override
  public void addBias(
      MemorySegment target,
      long targetOffset,
      MemorySegment addend,
      long addendOffset,
      int count,
      Scratch scratch) {
    combine(ADD, target, targetOffset, addend, addendOffset, target, targetOffset, count, scratch);
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
    ParameterBlock.set(p, Rotate512.SOURCE, source);
    ParameterBlock.set(p, Rotate512.TARGET, target);
    ParameterBlock.set(p, Rotate512.COSINES, floats(cosines, angleOffset, pairs));
    ParameterBlock.set(p, Rotate512.SINES, floats(sines, angleOffset, pairs));
    ParameterBlock.set(p, Rotate512.HEADS, headCount);
    ParameterBlock.set(p, Rotate512.HEAD_BYTES, (long) Float.BYTES * headLength);
    ParameterBlock.set(p, Rotate512.HALF_BYTES, (long) Float.BYTES * pairs);
    ParameterBlock.set(p, Rotate512.REST_PAIRS, lowBits(pairs % (LANES / 2)));
    ParameterBlock.set(p, Rotate512.TURNED_BYTES, (long) Float.BYTES * 2 * pairs);
    setCount(p, Rotate512.COPIED_VECTORS, Rotate512.COPIED_REST, copied);
    EmittedKernels kernel =
        switch (pairing) {
          case SPLIT_HALF -> {
            setCount(p, Rotate512.VECTORS, Rotate512.REST, pairs);
            yield HALVES;
          }
          case INTERLEAVED -> {
            setCount(p, Rotate512.VECTORS, Rotate512.REST, 2 * pairs);
            yield PAIRS;
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
          case F32 -> COPY;
          case F16 -> TO_HALF;
        };
    long address = NativeAddress.of(target, byteOffset, (long) count * type.bytes());
    try {
      elements(kernel, floats(in, inOffset, count), 0, address, count, scratch);
    } finally {
      Reference.reachabilityFence(in);
      Reference.reachabilityFence(target);
    }
  }

  private static void combine(
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

  private static void elements(
      EmittedKernels kernel, long source, long other, long target, int count, Scratch scratch) {
    MemorySegment p = ParameterBlock.of(scratch);
    ParameterBlock.set(p, Elements512.SOURCE, source);
    ParameterBlock.set(p, Elements512.OTHER, other);
    ParameterBlock.set(p, Elements512.TARGET, target);
    setCount(p, Elements512.VECTORS, Elements512.REST, count);
    try {
      kernel.get(0).call(p.address());
    } finally {
      Reference.reachabilityFence(scratch);
    }
  }

  private static void setCount(MemorySegment p, int vectors, int rest, int count) {
    ParameterBlock.set(p, vectors, count / LANES);
    ParameterBlock.set(p, rest, lowBits(count % LANES));
  }

  private static long lowBits(int count) {
    return (1L << count) - 1;
  }

  private static long floats(MemorySegment segment, long offset, int count) {
    return NativeAddress.of(segment, Float.BYTES * offset, (long) Float.BYTES * count);
  }
}
