package llamajar.compute;

import java.util.Arrays;

/// Where one sequence's positions lie in a [KvStore]: position `p` is in block `block(p /
/// BLOCK_POSITIONS)`. If the model has recurrent layers, a slot of the store holds their state. Not
/// thread-safe.
public final class BlockTable {
  /// Layers with a window have no block of their own for some positions.
  public static final int NONE = -1;

  /// The sequence has no recurrent state.
  public static final int NO_STATE = -1;

  private int[] blocks = new int[8];
  private int count;
  private int state = NO_STATE;

  /// By index; [#NONE] where there is none. Empty if layers with a window have no blocks of their
  /// own.
  private int[] windowBlocks = new int[0];

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

  /// The store's block that holds this sequence's `index`-th block of positions in layers with a
  /// sliding window: the same as in other layers, unless they have blocks of their own.
  ///
  /// @throws IllegalStateException if it has been given back
  public int windowBlock(int index) {
    if (windowBlocks.length == 0) {
      return block(index);
    }
    int block = ownWindowBlock(index);
    if (block == NONE) {
      throw new IllegalStateException("block %d is behind the window".formatted(index));
    }
    return block;
  }

  /// The block of their own that layers with a window have, or [#NONE].
  public int ownWindowBlock(int index) {
    return index < windowBlocks.length ? windowBlocks[index] : NONE;
  }

  /// Gives layers with a window a block of their own, or [#NONE] to take it away.
  public void ownWindowBlock(int index, int block) {
    if (index >= windowBlocks.length) {
      int from = windowBlocks.length;
      windowBlocks = Arrays.copyOf(windowBlocks, Math.max(2 * from, index + 8));
      Arrays.fill(windowBlocks, from, windowBlocks.length, NONE);
    }
    windowBlocks[index] = block;
  }

  /// Removes and returns the last block.
  public int removeLast() {
    return blocks[--count];
  }
}
