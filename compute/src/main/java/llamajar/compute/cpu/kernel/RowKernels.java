package llamajar.compute.cpu.kernel;

import java.lang.foreign.MemorySegment;
import llamajar.compute.Activation;
import llamajar.compute.KvType;
import llamajar.compute.Rotary;
import llamajar.gguf.TensorType;

/// Kernels that work on one row, or part of one, at a time. Offsets and lengths are in floats from
/// the start of their segment, unless their name says otherwise; all floats are in native memory.
///
/// The last parameter is always the working memory of the calling thread.
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

  /// `out = in / sqrt(mean(in²) + epsilon) · weight`, over `count` floats.
  void rmsNorm(
      MemorySegment in,
      long inOffset,
      MemorySegment weight,
      int count,
      float epsilon,
      MemorySegment out,
      long outOffset,
      Scratch scratch);

  /// `out = (in − mean) / sqrt(variance + epsilon) · weight + bias`, over `count` floats.
  void layerNorm(
      MemorySegment in,
      long inOffset,
      MemorySegment weight,
      MemorySegment bias,
      int count,
      float epsilon,
      MemorySegment out,
      long outOffset,
      Scratch scratch);

  /// `out = activation(in)`.
  void activate(
      Activation activation,
      MemorySegment in,
      MemorySegment out,
      long offset,
      int count,
      Scratch scratch);

  /// `out = activation(gate) · up`.
  void gate(
      Activation activation,
      MemorySegment gate,
      MemorySegment up,
      MemorySegment out,
      long offset,
      int count,
      Scratch scratch);

  /// `out = g · σ(alpha · g) · (u + 1)` with `g = min(gate, limit)` and `u` the up value between
  /// `−limit` and `limit`.
  void clampedGate(
      MemorySegment gate,
      MemorySegment up,
      float alpha,
      float limit,
      MemorySegment out,
      long offset,
      int count,
      Scratch scratch);

  /// `out = cap · tanh(in / cap)`.
  void softCap(
      MemorySegment in, float cap, MemorySegment out, long offset, int count, Scratch scratch);

  /// `out = factor · in`, each from its own offset on.
  void scale(
      MemorySegment in,
      long inOffset,
      float factor,
      MemorySegment out,
      long outOffset,
      int count,
      Scratch scratch);

  /// `target += factor · addend`, each from its own offset on.
  void addScaled(
      MemorySegment target,
      long targetOffset,
      MemorySegment addend,
      long addendOffset,
      float factor,
      int count,
      Scratch scratch);

  /// `out = left + right`.
  void add(
      MemorySegment left,
      MemorySegment right,
      MemorySegment out,
      long offset,
      int count,
      Scratch scratch);

  /// `target += addend`, the latter from `addendOffset` on.
  void addBias(
      MemorySegment target,
      long targetOffset,
      MemorySegment addend,
      long addendOffset,
      int count,
      Scratch scratch);

  /// Turns `headCount` neighbouring heads of `headLength` floats; `in` may be `out`.
  ///
  /// @param sines and
  /// @param cosines of the pairs' angles, times the magnitude, from `angleOffset` on
  /// @param pairs pairs of a head that turn; the rest of it is copied
  void rotate(
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
      Scratch scratch);

  /// Stores `count` floats in the cache's number format.
  ///
  /// @param byteOffset where in `target`
  void store(
      MemorySegment in,
      long inOffset,
      int count,
      KvType type,
      MemorySegment target,
      long byteOffset,
      Scratch scratch);
}
