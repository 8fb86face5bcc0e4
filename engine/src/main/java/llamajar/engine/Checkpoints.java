package llamajar.engine;

import java.util.ArrayList;
import java.util.List;
import llamajar.compute.BlockTable;
import llamajar.compute.KvStore;

/// Positions that one sequence can go back to, for models that don't keep everything: a recurrent
/// state can't be taken back token by token, and layers with a sliding window have given back what
/// is behind it. A session that goes back starts from the nearest checkpoint before, and reads the
/// rest again.
///
/// Checkpoints lie at block boundaries: behind each batch of a prompt, at the last boundary of what
/// is read, and at boundaries that generation passes. A checkpoint holds a copy of the recurrent
/// state, and the blocks of the windows that end there. There are at most [#MOST] of them; the one
/// that is closest to its neighbours goes first, but never the newest.
final class Checkpoints {
  /// Most checkpoints of one sequence.
  static final int MOST = 8;

  private static final int BLOCK = KvStore.BLOCK_POSITIONS;

  /// @param length tokens that the state has seen
  /// @param slot where the recurrent state is, if there is one
  private record Checkpoint(int length, int slot) {}

  private final KvPool pool;
  private final StatePool states;
  private final int window;
  private final List<Checkpoint> all = new ArrayList<>();

  Checkpoints(KvPool pool) {
    this.pool = pool;
    states = pool.states();
    window = pool.window();
  }

  /// Most positions that layers with a window keep for one sequence.
  ///
  /// @param batchLength most tokens that are read at once
  static int windowPositions(int window, int batchLength) {
    int kept = (MOST + 1) * (window + BLOCK) + batchLength;
    return kept < 0 ? Integer.MAX_VALUE : kept;
  }

  /// Most blocks that layers with a window have for one sequence at a time, before those behind the
  /// window are given back.
  ///
  /// @param batchLength most tokens that are read at once
  static int windowBlocks(int window, int batchLength) {
    int ofWindow = KvStore.blocksFor(window) + 1;
    int ofBatch = KvStore.blocksFor(batchLength) + 1;
    // After going back, what was read last is still there when a batch is read.
    return (MOST + 1) * ofWindow + 2 * ofBatch;
  }

  /// Where a batch that begins at `from` had better end.
  ///
  /// @param to where the text to read ends
  /// @param most most tokens of a batch
  int batchEnd(int from, int to, int most) {
    int end = Math.min(to, from + most);
    int boundary = end - end % BLOCK;
    // Behind the boundary there is less than a block, which another batch reads.
    return states.isNeeded() && boundary > from ? boundary : end;
  }

  /// Keeps what is needed to come back to the last boundary of a sequence that has seen `length`
  /// tokens, and gives back what no window and no checkpoint needs.
  ///
  /// @param before tokens it had seen before its last batch
  void reached(BlockTable table, int before, int length) {
    int boundary = length - length % BLOCK;
    boolean isNew = boundary > before && (all.isEmpty() || boundary > all.getLast().length());
    if (states.isNeeded()) {
      if (isNew && boundary == length) {
        add(table, length);
      }
    } else if (window > 0 && isNew) {
      makeRoom();
      all.add(new Checkpoint(boundary, BlockTable.NO_STATE));
    }
    if (window > 0 && isNew) {
      giveBackBehindWindow(table, length);
    }
  }

  private void add(BlockTable table, int length) {
    makeRoom();
    int slot = states.save(table);
    if (slot == BlockTable.NO_STATE && !all.isEmpty()) {
      dropClosest();
      slot = states.save(table);
    }
    if (slot != BlockTable.NO_STATE) {
      all.add(new Checkpoint(length, slot));
    }
  }

  private void giveBackBehindWindow(BlockTable table, int length) {
    for (int i = 0; i < table.count(); i++) {
      if (!isInWindow(i, length) && !isKept(i)) {
        pool.takeBackWindow(table, i);
      }
    }
  }

  private boolean isKept(int index) {
    for (int i = 0; i < all.size(); i++) {
      if (isInWindow(index, all.get(i).length()) && index * BLOCK < all.get(i).length()) {
        return true;
      }
    }
    return false;
  }

  /// Whether the token after `length` tokens sees positions of a block, or of a later one.
  private boolean isInWindow(int index, int length) {
    return (index + 1) * BLOCK > length - window + 1;
  }

  /// Takes a sequence back to at most `length` tokens.
  ///
  /// @param computed tokens that it has seen
  /// @return the number of tokens that it has now seen
  int restore(BlockTable table, int length, int computed) {
    while (!all.isEmpty() && all.getLast().length() > length) {
      drop(all.size() - 1);
    }
    if (!states.isNeeded() && hasWindow(table, length)) {
      return Math.min(length, computed);
    }
    if (length >= computed) {
      return computed;
    }
    if (all.isEmpty()) {
      return 0;
    }
    Checkpoint nearest = all.getLast();
    if (states.isNeeded()) {
      states.restore(nearest.slot(), table);
    }
    return nearest.length();
  }

  /// Whether everything is there that the token after `length` tokens sees.
  private boolean hasWindow(BlockTable table, int length) {
    if (window == 0) {
      return true;
    }
    int first = Math.max(0, length - window + 1) / BLOCK;
    for (int i = first; i * BLOCK < length; i++) {
      if (table.ownWindowBlock(i) == BlockTable.NONE) {
        return false;
      }
    }
    return true;
  }

  private void makeRoom() {
    if (all.size() == MOST) {
      dropClosest();
    }
  }

  /// Drops the checkpoint whose neighbours are closest to each other; the start of the sequence is
  /// a neighbour, too.
  private void dropClosest() {
    int closest = 0;
    for (int i = 1; i < all.size() - 1; i++) {
      if (gap(i) < gap(closest)) {
        closest = i;
      }
    }
    drop(closest);
  }

  private void drop(int index) {
    Checkpoint dropped = all.remove(index);
    if (dropped.slot() != BlockTable.NO_STATE) {
      states.drop(dropped.slot());
    }
  }

  private int gap(int index) {
    int before = index == 0 ? 0 : all.get(index - 1).length();
    int after = index + 1 < all.size() ? all.get(index + 1).length() : Integer.MAX_VALUE;
    return after - before;
  }
}
