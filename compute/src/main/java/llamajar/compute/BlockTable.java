package llamajar.compute;

import java.util.Arrays;

/// Where one sequence's positions lie in a [KvStore]: position `p` is in block `block(p /
/// BLOCK_POSITIONS)`. If the model has recurrent layers, a slot of the store holds their state. Not
/// thread-safe.
public final class BlockTable {
  /// The sequence has no recurrent state.
  public static final int NO_STATE = -1;

  private int[] blocks = new int[8];
  private int count;
  private int state = NO_STATE;

  /// The store's slot that holds this sequence's recurrent state, or [#NO_STATE].
  public int state() {
    return state;
  }

  /// Gives the sequence another slot for its recurrent state, or [#NO_STATE].
  public void state(int slot) {
    state = slot;
  }

  /// Number of blocks.
  public int count() {
    return count;
  }

  /// The store's block that holds this sequence's `index`-th block of positions.
  public int block(int index) {
    if (index >= count) {
      throw new IndexOutOfBoundsException("block %d of %d".formatted(index, count));
    }
    return blocks[index];
  }

  /// Appends a block.
  public void append(int block) {
    if (count == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * count);
    }
    blocks[count++] = block;
  }

  /// Puts another block, which holds the same, in the place of one.
  public void replace(int index, int block) {
    if (index >= count) {
      throw new IndexOutOfBoundsException("block %d of %d".formatted(index, count));
    }
    blocks[index] = block;
  }

  /// Removes and returns the last block.
  public int removeLast() {
    return blocks[--count];
  }
}
