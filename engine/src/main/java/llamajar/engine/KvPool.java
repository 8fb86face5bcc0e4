package llamajar.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import llamajar.compute.BlockTable;
import llamajar.compute.CacheLayer;
import llamajar.compute.KvStore;
import llamajar.compute.Program;

/// Leases the blocks of a store to sessions, and what recurrent layers need.
///
/// Layers with a sliding window have blocks of their own, numbered apart from those of other
/// layers: a sequence gives those back that lie behind its window, and the store's memory for these
/// layers stays small however long the sequence becomes.
final class KvPool {
  private final KvStore store;
  private final StatePool states;
  private final int windowBlocks;
  private final int window;
  private final Deque<Integer> returned = new ArrayDeque<>();
  private final Deque<Integer> returnedWindows = new ArrayDeque<>();
  private int untouched;
  private int untouchedWindows;

  /// @param windowBlocks how many blocks layers with a window have
  /// @param window the longest sliding window of any layer; 0: there is none
  KvPool(KvStore store, int windowBlocks, int window, StatePool states) {
    this.store = store;
    this.windowBlocks = windowBlocks;
    this.window = window;
    this.states = states;
  }

  /// The longest sliding window of a program.
  static int window(Program program) {
    return program.cacheLayers().stream().mapToInt(CacheLayer::window).max().orElse(0);
  }

  KvStore store() {
    return store;
  }

  /// States of recurrent layers.
  StatePool states() {
    return states;
  }

  /// The longest sliding window of any layer; 0: there is none.
  int window() {
    return window;
  }

  /// Leases blocks until the table covers `positions`, and a state if one is needed.
  ///
  /// @param from the first position that is about to be written
  /// @throws ContextFullException if none are left
  synchronized void extend(BlockTable table, int from, int positions) throws ContextFullException {
    while (table.count() < KvStore.blocksFor(positions)) {
      Integer block = returned.poll();
      if (block == null && untouched == store.blockCount()) {
        throw new ContextFullException(
            "the cache is full: all %d positions are in use by sessions"
                .formatted((long) store.blockCount() * KvStore.BLOCK_POSITIONS));
      }
      table.append(block == null ? untouched++ : block);
    }
    if (window > 0) {
      for (int i = from / KvStore.BLOCK_POSITIONS; i < KvStore.blocksFor(positions); i++) {
        if (table.ownWindowBlock(i) == BlockTable.NONE) {
          table.ownWindowBlock(i, leaseWindow());
        }
      }
    }
    states.provide(table);
  }

  private int leaseWindow() {
    Integer block = returnedWindows.poll();
    if (block == null && untouchedWindows == windowBlocks) {
      throw new IllegalStateException(
          "layers with a window have %d blocks, and all are in use".formatted(windowBlocks));
    }
    return block == null ? untouchedWindows++ : block;
  }

  /// Takes back the blocks that the first `positions` positions don't need, and the state of an
  /// empty sequence.
  synchronized void shrink(BlockTable table, int positions) {
    while (table.count() > KvStore.blocksFor(positions)) {
      takeBackWindow(table, table.count() - 1);
      returned.push(table.removeLast());
    }
    if (positions == 0) {
      states.takeBack(table);
    }
  }

  /// Takes a block of layers with a window back, if it is there.
  synchronized void takeBackWindow(BlockTable table, int index) {
    if (table.ownWindowBlock(index) != BlockTable.NONE) {
      returnedWindows.push(table.ownWindowBlock(index));
      table.ownWindowBlock(index, BlockTable.NONE);
    }
  }
}
