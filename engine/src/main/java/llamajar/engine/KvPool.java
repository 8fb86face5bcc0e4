package llamajar.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import llamajar.compute.BlockTable;
import llamajar.compute.KvStore;

/// Leases the blocks of a store to sessions and, for models with recurrent layers, slots for their
/// states and for checkpoints of them.
final class KvPool {
  private final KvStore store;
  private final boolean recurrent;
  private final int checkpointLimit;
  private final Deque<Integer> returned = new ArrayDeque<>();
  private final Deque<Integer> returnedStates = new ArrayDeque<>();
  private int untouched;
  private int untouchedStates;
  private int checkpoints;

  /// A pool for a model without recurrent layers.
  KvPool(KvStore store) {
    this(store, false, 0);
  }

  /// @param recurrent whether sequences have a recurrent state
  /// @param checkpointLimit most checkpoints at a time
  KvPool(KvStore store, boolean recurrent, int checkpointLimit) {
    this.store = store;
    this.recurrent = recurrent;
    this.checkpointLimit = checkpointLimit;
  }

  KvStore store() {
    return store;
  }

  /// Whether sequences have a recurrent state, so that going back needs a checkpoint.
  boolean isRecurrent() {
    return recurrent;
  }

  /// Leases blocks until the table covers `positions`, and a slot for the state if one is needed.
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
    if (recurrent && table.state() == BlockTable.NO_STATE) {
      table.state(leaseState());
    }
  }

  /// Takes back the blocks that the first `positions` positions don't need, and the state of an
  /// empty sequence.
  synchronized void shrink(BlockTable table, int positions) {
    while (table.count() > KvStore.blocksFor(positions)) {
      returned.push(table.removeLast());
    }
    if (positions == 0 && table.state() != BlockTable.NO_STATE) {
      returnedStates.push(table.state());
      table.state(BlockTable.NO_STATE);
    }
  }

  /// A slot with a copy of a sequence's state, or [BlockTable#NO_STATE] if there are as many
  /// checkpoints as may be.
  synchronized int saveState(BlockTable table) {
    if (checkpoints == checkpointLimit) {
      return BlockTable.NO_STATE;
    }
    checkpoints++;
    int slot = leaseState();
    store.copyState(table.state(), slot);
    return slot;
  }

  /// Makes a checkpoint the state of a sequence; the checkpoint stays.
  void restoreState(int checkpoint, BlockTable table) {
    store.copyState(checkpoint, table.state());
  }

  /// Takes a checkpoint's slot back.
  synchronized void releaseState(int checkpoint) {
    checkpoints--;
    returnedStates.push(checkpoint);
  }

  private int leaseState() {
    Integer slot = returnedStates.poll();
    return slot == null ? untouchedStates++ : slot;
  }
}
