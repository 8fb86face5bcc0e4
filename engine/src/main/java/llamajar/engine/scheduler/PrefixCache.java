package llamajar.engine.scheduler;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import llamajar.compute.BlockTable;
import llamajar.compute.KvStore;
import org.jspecify.annotations.Nullable;

/// Who uses which block of a store, and what is in those that anyone may use.
///
/// A block is free, leased to one sequence that writes to it, or cached: part of a tree of
/// prefixes, never written to again, used by any number of sequences. Cached blocks without users
/// stay until a block is needed and none is free; then the one goes that was left longest ago. Its
/// descendants have gone before, because whoever used them used it, too, and leaves the end of a
/// text first.
///
/// Used by one thread.
final class PrefixCache {
  private final KvStore store;
  private final boolean recurrent;
  private final CachedBlock root = new CachedBlock(null, -1, new int[0]);
  private final Deque<Integer> free = new ArrayDeque<>();
  private final SequencedSet<CachedBlock> unused = new LinkedHashSet<>();
  private final Deque<Integer> freeStates = new ArrayDeque<>();
  private int untouchedStates;
  private int untouched;
  private int leased;
  private int used;
  private long dropped;

  /// @param recurrent whether sequences have a recurrent state, which is their own alone
  PrefixCache(KvStore store, boolean recurrent) {
    this.store = store;
    this.recurrent = recurrent;
  }

  /// A slot for the recurrent state of a sequence that begins, or [BlockTable#NO_STATE] if it has
  /// none.
  int leaseState() {
    if (!recurrent) {
      return BlockTable.NO_STATE;
    }
    Integer slot = freeStates.poll();
    return slot == null ? untouchedStates++ : slot;
  }

  /// Gives a slot back.
  void giveBackState(int slot) {
    if (slot != BlockTable.NO_STATE) {
      freeStates.push(slot);
    }
  }

  /// Copies a recurrent state.
  void copyState(int from, int to) {
    if (from != BlockTable.NO_STATE) {
      store.copyState(from, to);
    }
  }

  /// The empty prefix.
  CachedBlock root() {
    return root;
  }

  /// Takes a block to write to.
  ///
  /// @return -1 if all are in use
  int lease() {
    Integer block = free.poll();
    if (block == null && untouched < store.blockCount()) {
      block = untouched++;
    }
    if (block == null && !unused.isEmpty()) {
      block = remove(unused.getFirst());
      dropped++;
    }
    if (block == null) {
      return -1;
    }
    leased++;
    return block;
  }

  /// Gives a leased block back.
  void giveBack(int block) {
    leased--;
    free.push(block);
  }

  /// Begins to use a cached block.
  void use(CachedBlock cached) {
    if (cached.users++ == 0) {
      unused.remove(cached);
      used++;
    }
  }

  /// Ends the use of the blocks of a path, the end of the text first.
  void leave(List<CachedBlock> path) {
    for (CachedBlock cached : path.reversed()) {
      if (--cached.users == 0) {
        used--;
        unused.add(cached);
      }
    }
  }

  /// Turns a leased block into a cached one, in use by the caller. If the same tokens are cached
  /// already, the leased block is given back and the other is used.
  ///
  /// @param tokens the text; those from `from` on fill the block
  CachedBlock insert(CachedBlock parent, int[] tokens, int from, int block) {
    CachedBlock same = parent.child(tokens, from, KvStore.BLOCK_POSITIONS);
    if (same != null) {
      giveBack(block);
      use(same);
      return same;
    }
    dropBeginnings(parent, tokens, from, KvStore.BLOCK_POSITIONS);
    CachedBlock made = add(parent, tokens, from, KvStore.BLOCK_POSITIONS, block);
    made.users = 1;
    used++;
    return made;
  }

  /// Caches the end of a text that does not fill a block, in place of what it begins with. Gives
  /// the leased block back if the same is cached.
  void insertEnd(CachedBlock parent, int[] tokens, int from, int count, int block) {
    Ending known = longest(parent, tokens, from, count);
    if (known.length() == count) {
      giveBack(block);
      return;
    }
    dropBeginnings(parent, tokens, from, count);
    unused.add(add(parent, tokens, from, count, block));
  }

  /// A cached block that begins like a text.
  ///
  /// @param cached null if none does
  /// @param length tokens that are the same
  record Ending(@Nullable CachedBlock cached, int length) {}

  /// The block after a prefix that has most tokens in common with a text.
  ///
  /// @param limit most tokens wanted
  Ending longest(CachedBlock parent, int[] tokens, int from, int limit) {
    Ending best = new Ending(null, 0);
    if (limit > 0) {
      for (CachedBlock child : parent.startingWith(tokens[from])) {
        int common = child.common(tokens, from, limit);
        if (common > best.length) {
          best = new Ending(child, common);
        }
      }
    }
    return best;
  }

  /// A leased block that holds the same as another.
  ///
  /// @return -1 if all are in use, or the store can't copy
  int leaseCopy(int block) {
    int copy = lease();
    if (copy >= 0 && !store.copy(block, copy)) {
      giveBack(copy);
      return -1;
    }
    return copy;
  }

  /// Number of blocks that can be leased.
  int available() {
    return store.blockCount() - leased - used;
  }

  /// Where all blocks are.
  CacheUse use() {
    int total = store.blockCount();
    return new CacheUse(
        total, total - untouched + free.size(), leased, used, unused.size(), dropped);
  }

  private CachedBlock add(CachedBlock parent, int[] tokens, int from, int count, int block) {
    CachedBlock made =
        new CachedBlock(parent, block, Arrays.copyOfRange(tokens, from, from + count));
    parent.add(made);
    leased--;
    return made;
  }

  /// Removes unused leaves that hold only a beginning of what is about to be cached.
  private void dropBeginnings(CachedBlock parent, int[] tokens, int from, int count) {
    for (CachedBlock child : List.copyOf(parent.startingWith(tokens[from]))) {
      if (child.length() < count && child.common(tokens, from, count) == child.length()) {
        free.push(remove(child));
      }
    }
  }

  private int remove(CachedBlock cached) {
    CachedBlock parent = cached.parent();
    if (parent == null || cached.users != 0 || !cached.isLeaf()) {
      throw new IllegalStateException("block %d is in use".formatted(cached.block()));
    }
    unused.remove(cached);
    parent.remove(cached);
    return cached.block();
  }

  /// Drops all blocks that nobody uses.
  void clear() {
    for (CachedBlock cached : List.copyOf(unused)) {
      free.push(remove(cached));
    }
  }
}
