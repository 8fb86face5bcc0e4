package llamajar.compute;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// A program made ready to run on a device. One thread at a time may use it.
public interface Executable extends AutoCloseable {

  /// Most tokens in one batch.
  int maxRows();

  /// Whether it computes rows in the [RowArithmetic] that a batch asks for. If not, every batch is
  /// computed as is fastest.
  default boolean keepsArithmetic() {
    return false;
  }

  /// Memory for keys and values.
  ///
  /// @throws BackendException if the device has not enough of it
  KvStore newStore(KvType type, int blockCount);

  /// The same, for sequences whose layers with a sliding window have blocks of their own.
  ///
  /// @param windowBlockCount how many blocks these layers have; a store may have more
  /// @throws BackendException if the device has not enough memory
  default KvStore newStore(KvType type, int blockCount, int windowBlockCount) {
    return newStore(type, blockCount);
  }

  /// Runs the program for all tokens of the batch and stores their keys and values.
  ///
  /// @throws IllegalArgumentException if the batch is empty or larger than [#maxRows()]
  default void run(Batch batch, KvStore store) {
    run(batch, store, List.of());
  }

  /// The same for a program that needs rows of another one's results: see [Op.Given].
  ///
  /// @param given each as [#result(int)] describes it, read until this returns
  /// @throws IllegalArgumentException if the batch is empty or larger than [#maxRows()]
  void run(Batch batch, KvStore store, List<MemorySegment> given);

  /// The same, if of the logits no more is wanted than which are largest: [#best(int)]. There need
  /// not be any [#logits(int)] then.
  ///
  /// @throws IllegalArgumentException if the batch is empty or larger than [#maxRows()]
  default void runForBest(Batch batch, KvStore store, List<MemorySegment> given) {
    run(batch, store, given);
  }

  /// Which of the logits of the `index`-th wanted token of the last batch is largest, the first of
  /// equals.
  ///
  /// @return its place, or -1 if one is not a number or plus infinity, or all are minus infinity
  default int best(int index) {
    return Largest.of(logits(index));
  }

  /// All rows of a result of the last batch: float32, row-major without gaps, valid until the next
  /// run.
  ///
  /// @param index which of [Program#results()], counted from 0
  MemorySegment result(int index);

  /// The logits of the `index`-th wanted token of the last batch, a row of the first result:
  /// float32, as many as the vocabulary has tokens, valid until the next run.
  MemorySegment logits(int index);

  /// What users may want to know about how it runs, a line each.
  default List<String> describe() {
    return List.of();
  }

  /// Gives all memory and threads back.
  @Override
  void close();
}
