package llamajar.compute.cpu.kernel;

import llamajar.compute.Batch;
import llamajar.compute.Op;

/// Attention over a cache.
public interface AttentionKernel {

  /// The kernel's name, which is its specification: `attention-f16-vector512`.
  String name();

  /// Rows that should be given at once.
  int rowGranularity();

  /// Attends from rows `firstRow` to `firstRow + rowCount − 1` of the batch, with all query heads
  /// that share the key/value head `kvHead`.
  ///
  /// All these rows belong to one sequence, at consecutive positions; keys and values of all their
  /// positions are in the cache.
  ///
  /// @param query `[rows × headCount · keyLength]`
  /// @param cache the layer's keys and values
  /// @param out `[rows × headCount · valueLength]`
  /// @param scratch of the calling thread
  void attend(
      Op.Attention op,
      Batch batch,
      int firstRow,
      int rowCount,
      int kvHead,
      FloatRows query,
      KvLayer cache,
      FloatRows out,
      Scratch scratch);
}
