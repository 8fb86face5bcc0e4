package llamajar.compute.cpu.kernel;

import java.lang.foreign.MemorySegment;
import llamajar.compute.RecurrentOp;

/// Kernels of recurrent layers: each works on rows `firstRow` to `firstRow + rowCount − 1` of a
/// batch, which belong to one sequence at consecutive positions, and leaves the state behind that
/// the next position needs.
public interface RecurrenceKernels {

  /// See [RecurrentOp.Conv1d], for `count` channels from `first` on.
  ///
  /// @param weight `[taps × channels]`, the oldest token's tap first
  /// @param history `[taps − 1 × channels]` of float32, the oldest token first, from a byte offset
  ///   on
  void convolve(
      int taps,
      MemorySegment weight,
      int first,
      int count,
      FloatRows in,
      int firstRow,
      int rowCount,
      MemorySegment history,
      long byteOffset,
      FloatRows out,
      Scratch scratch);

  /// See [RecurrentOp.DeltaNet], for one value head.
  ///
  /// @param rate one float32 for each value head
  /// @param state the head's `[keyLength × valueLength]` of float32, from a byte offset on
  void delta(
      RecurrentOp.DeltaNet op,
      int head,
      int firstRow,
      int rowCount,
      FloatRows query,
      FloatRows key,
      FloatRows value,
      FloatRows update,
      FloatRows decay,
      MemorySegment rate,
      MemorySegment state,
      long byteOffset,
      FloatRows out,
      Scratch scratch);
}
