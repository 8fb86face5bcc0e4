package llamajar.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import llamajar.compute.BlockTable;
import llamajar.compute.KvStore;

/// Leases the blocks of a store to sessions.
final class KvPool {
  private final KvStore store;
  private final Deque<Integer> returned = new ArrayDeque<>();
  private int untouched;

  KvPool(KvStore store) {
    this.store = store;
  }

  KvStore store() {
    return store;
  }

  /// Leases blocks until the table covers `positions`.
  ///
  /// @throws ContextFullException if none are left
  synchronized void extend(BlockTable table, int positions) throws ContextFullException {
    while (table.count() < KvStore.blocksFor(positions)) {
      Integer block = returned.poll();
      if (block == null && untouched == store.blockCount()) {
        throw new ContextFullException(
            "the cache is full: all %d positions are in use by sessions"
                .formatted((long) store.blockCount() * KvStore.BLOCK_POSITIONS));
      }
      table.append(block == null ? untouched++ : block);
    }
  }

  /// Takes back the blocks that the first `positions` positions don't need.
  synchronized void shrink(BlockTable table, int positions) {
    while (table.count() > KvStore.blocksFor(positions)) {
      returned.push(table.removeLast());
    }
  }
}
