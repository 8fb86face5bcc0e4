package llamajar.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import llamajar.compute.BlockTable;
import llamajar.compute.KvStore;

/// Leases the slots of a store that hold recurrent states: one for each sequence, and some for
/// checkpoints, which are copies of states as they were. Without recurrent layers there is nothing
/// to lease.
final class StatePool {
  /// All checkpoints together take at most this many bytes, unless that is less than two for each
  /// session.
  private static final long BUDGET_BYTES = 1L << 30;

  private final KvStore store;
  private final long bytes;
  private final int sessions;
  private final int checkpointLimit;
  private final Deque<Integer> returned = new ArrayDeque<>();
  private int untouched;
  private int checkpoints;

  /// @param bytes of a state; 0: there are no recurrent layers
  /// @param checkpoints most checkpoints of all sequences together, fewer if they are large
  StatePool(KvStore store, long bytes, int sessions, int checkpoints) {
    this.store = store;
    this.sessions = sessions;
    this.bytes = bytes;
    long affordable = Math.max(2L * sessions, BUDGET_BYTES / Math.max(1, bytes));
    checkpointLimit = (int) Math.min(checkpoints, affordable);
  }

  /// Whether sequences have a recurrent state, so that going back needs a checkpoint.
  boolean isNeeded() {
    return bytes > 0;
  }

  /// Most bytes of one session's state and its checkpoints.
  long bytesPerSession() {
    return bytes * (1 + Math.ceilDiv(checkpointLimit, sessions));
  }

  /// Gives a sequence a state if it needs one and has none.
  synchronized void provide(BlockTable table) {
    if (isNeeded() && table.state() == BlockTable.NO_STATE) {
      table.state(lease());
    }
  }

  /// Takes the state of a sequence back.
  synchronized void takeBack(BlockTable table) {
    if (table.state() != BlockTable.NO_STATE) {
      returned.push(table.state());
      table.state(BlockTable.NO_STATE);
    }
  }

  /// A checkpoint of a sequence's state, or [BlockTable#NO_STATE] if there are as many as may be.
  synchronized int save(BlockTable table) {
    if (checkpoints == checkpointLimit) {
      return BlockTable.NO_STATE;
    }
    checkpoints++;
    int slot = lease();
    store.copyState(table.state(), slot);
    return slot;
  }

  /// Makes a checkpoint the state of a sequence; the checkpoint stays.
  void restore(int checkpoint, BlockTable table) {
    store.copyState(checkpoint, table.state());
  }

  /// Drops a checkpoint.
  synchronized void drop(int checkpoint) {
    checkpoints--;
    returned.push(checkpoint);
  }

  private int lease() {
    Integer slot = returned.poll();
    return slot == null ? untouched++ : slot;
  }
}
