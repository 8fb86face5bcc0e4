package llamajar.compute.cpu.kernel;

import java.lang.foreign.MemorySegment;
import llamajar.compute.Activation;
import llamajar.compute.KvType;
import llamajar.compute.Rotary;
import llamajar.gguf.TensorType;

/// Kernels that work on one row, or part of one, at a time. Offsets and lengths of activations are
/// in floats from the start of their segment.
public interface RowKernels {

  /// Decodes `count` weights (whole blocks), starting at a byte offset.
  void decode(
      TensorType type,
      MemorySegment weights,
      long byteOffset,
      int count,
      MemorySegment out,
      long outOffset,
      Scratch scratch);

  /// `out = in / sqrt(mean(in²) + epsilon) · weight`, over `weight.length` floats.
  void rmsNorm(
      MemorySegment in,
      long inOffset,
      float[] weight,
      float epsilon,
      MemorySegment out,
      long outOffset);

  /// `out = activation(gate) · up`.
  void gate(
      Activation activation,
      MemorySegment gate,
      MemorySegment up,
      MemorySegment out,
      long offset,
      int count);

  /// `out = left + right`.
  void add(MemorySegment left, MemorySegment right, MemorySegment out, long offset, int count);

  /// `target += addend`.
  void addBias(MemorySegment target, long targetOffset, float[] addend, int from, int count);

  /// Turns `headCount` neighbouring heads of `headLength` floats; `in` may be `out`.
  ///
  /// @param sines and
  /// @param cosines of the pairs' angles, times the magnitude
  void rotate(
      Rotary.Pairing pairing,
      float[] cosines,
      float[] sines,
      int headCount,
      int headLength,
      MemorySegment in,
      MemorySegment out,
      long offset);

  /// Stores `count` floats in the cache's number format.
  ///
  /// @param byteOffset where in `target`
  void store(
      MemorySegment in,
      long inOffset,
      int count,
      KvType type,
      MemorySegment target,
      long byteOffset);
}
