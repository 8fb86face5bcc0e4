package llamajar.engine;

import java.util.ArrayList;
import java.util.List;
import llamajar.compute.BlockTable;
import llamajar.compute.KvStore;

/// Copies of one sequence's recurrent state at some of its positions. A recurrent state can't be
/// taken back token by token; a session that goes back starts from the nearest checkpoint before
/// and reads the rest again.
///
/// Checkpoints lie at block boundaries: behind each batch of a prompt that ends at one, at the last
/// boundary of what is read, and at the last before a text that is read on a longer one. There are
/// at most [#MOST] of them; the one that is closest to its neighbours goes first, but never the
/// newest.
final class Checkpoints {
  /// Most checkpoints of one sequence.
  static final int MOST = 8;

  /// All checkpoints of a model together take at most this many bytes, unless that is less than two
  /// for each session.
  private static final long BUDGET_BYTES = 1L << 30;

  /// @param length tokens that the state has seen
  /// @param slot where it is
  private record Checkpoint(int length, int slot) {}

  private final KvPool pool;
  private final List<Checkpoint> all = new ArrayList<>();

  Checkpoints(KvPool pool) {
    this.pool = pool;
  }

  /// How many checkpoints a model may have.
  ///
  /// @param stateBytes bytes of one
  static int limit(long stateBytes, int sessions) {
    long affordable = Math.max(2L * sessions, BUDGET_BYTES / Math.max(1, stateBytes));
    return (int) Math.min((long) sessions * MOST, affordable);
  }

  /// Where a batch that begins at `from` had better end.
  ///
  /// @param to where the text to read ends
  /// @param most most tokens of a batch
  int batchEnd(int from, int to, int most) {
    int end = Math.min(to, from + most);
    int boundary = end - end % KvStore.BLOCK_POSITIONS;
    // Behind the boundary there is less than a block, which another batch reads.
    return pool.isRecurrent() && boundary > from ? boundary : end;
  }

  /// Keeps the state of a sequence that has seen `length` tokens, if that is a boundary.
  void reached(BlockTable table, int length) {
    if (!pool.isRecurrent() || length % KvStore.BLOCK_POSITIONS != 0) {
      return;
    }
    if (!all.isEmpty() && all.getLast().length() >= length) {
      return;
    }
    if (all.size() == MOST) {
      dropClosest();
    }
    int slot = pool.saveState(table);
    if (slot == BlockTable.NO_STATE && !all.isEmpty()) {
      dropClosest();
      slot = pool.saveState(table);
    }
    if (slot != BlockTable.NO_STATE) {
      all.add(new Checkpoint(length, slot));
    }
  }

  /// Takes a sequence back to at most `length` tokens.
  ///
  /// @return the number of tokens that its state has now seen
  int restore(BlockTable table, int length) {
    while (!all.isEmpty() && all.getLast().length() > length) {
      pool.releaseState(all.removeLast().slot());
    }
    if (all.isEmpty()) {
      return 0;
    }
    pool.restoreState(all.getLast().slot(), table);
    return all.getLast().length();
  }

  /// The checkpoint whose neighbours are closest to each other; the start of the sequence is a
  /// neighbour, too.
  private void dropClosest() {
    int closest = 0;
    for (int i = 1; i < all.size() - 1; i++) {
      if (gap(i) < gap(closest)) {
        closest = i;
      }
    }
    pool.releaseState(all.remove(closest).slot());
  }

  private int gap(int index) {
    int before = index == 0 ? 0 : all.get(index - 1).length();
    int after = index + 1 < all.size() ? all.get(index + 1).length() : Integer.MAX_VALUE;
    return after - before;
  }
}
