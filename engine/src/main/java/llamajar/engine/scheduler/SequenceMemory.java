package llamajar.engine.scheduler;

import java.util.ArrayList;
import java.util.List;
import llamajar.compute.BlockTable;
import llamajar.compute.KvStore;

/// The keys and values of one sequence: first cached blocks that others may use as well, then
/// blocks of its own.
final class SequenceMemory {
  private static final int BLOCK = KvStore.BLOCK_POSITIONS;

  private final PrefixCache cache;
  private final BlockTable table = new BlockTable();
  private final List<CachedBlock> path = new ArrayList<>();
  private int length;

  SequenceMemory(PrefixCache cache) {
    this.cache = cache;
  }

  BlockTable table() {
    return table;
  }

  /// Positions that hold keys and values.
  int length() {
    return length;
  }

  /// Whether the next position begins a block, and all blocks before are cached.
  boolean isAtCachedBoundary() {
    return length == path.size() * BLOCK;
  }

  /// The last cached block.
  CachedBlock end() {
    return path.isEmpty() ? cache.root() : path.getLast();
  }

  /// Goes on with cached blocks as far as they hold the tokens.
  ///
  /// @param limit most positions to have afterwards
  /// @param parts whether a block may be copied that holds only some of the next tokens
  /// @return how many positions were found
  int find(int[] tokens, int limit, boolean parts) {
    int before = length;
    while (isAtCachedBoundary() && length + BLOCK <= limit) {
      CachedBlock next = end().child(tokens, length, BLOCK);
      if (next == null) {
        break;
      }
      cache.use(next);
      path.add(next);
      table.append(next.block());
      length += BLOCK;
    }
    if (parts && isAtCachedBoundary()) {
      copyPart(tokens, Math.min(limit - length, BLOCK));
    }
    return length - before;
  }

  private void copyPart(int[] tokens, int limit) {
    PrefixCache.Ending ending = cache.longest(end(), tokens, length, limit);
    CachedBlock cached = ending.cached();
    if (cached == null) {
      return;
    }
    cache.use(cached);
    int copy = cache.leaseCopy(cached.block());
    cache.leave(List.of(cached));
    if (copy >= 0) {
      table.append(copy);
      length += ending.length();
    }
  }

  /// Takes what another sequence with the same tokens has read.
  void fork(SequenceMemory other) {
    for (CachedBlock cached : other.path) {
      cache.use(cached);
      path.add(cached);
      table.append(cached.block());
    }
    length = path.size() * BLOCK;
    for (int i = path.size(); length < other.length; i++) {
      int copy = cache.leaseCopy(other.table.block(i));
      if (copy < 0) {
        if (other.table.state() != BlockTable.NO_STATE) {
          // A state without the positions before it is of no use.
          length = 0;
        }
        return;
      }
      table.append(copy);
      length = Math.min(length + BLOCK, other.length);
    }
    provideState();
    cache.copyState(other.table.state(), table.state());
  }

  /// Provides room for more positions.
  ///
  /// @return whether there was enough; blocks that were found are kept
  boolean extend(int positions) {
    provideState();
    while (table.count() < KvStore.blocksFor(positions)) {
      int block = cache.lease();
      if (block < 0) {
        return false;
      }
      table.append(block);
    }
    return true;
  }

  private void provideState() {
    if (table.state() == BlockTable.NO_STATE) {
      table.state(cache.leaseState());
    }
  }

  /// Notes that positions have been computed, and caches blocks that are full.
  ///
  /// @param cacheable how many of the tokens may be cached
  void advance(int[] tokens, int count, int cacheable) {
    length += count;
    int full = Math.min(length, cacheable) / BLOCK;
    while (path.size() < full) {
      int index = path.size();
      CachedBlock cached = cache.insert(end(), tokens, index * BLOCK, table.block(index));
      table.replace(index, cached.block());
      path.add(cached);
    }
  }

  /// Gives everything back; what is cached stays for others.
  ///
  /// @param cacheable how many of the tokens may be cached
  void release(int[] tokens, int cacheable) {
    int from = path.size() * BLOCK;
    while (table.count() > path.size()) {
      int block = table.removeLast();
      int count = Math.min(length, cacheable) - from;
      if (table.count() == path.size() && count > 0 && count < BLOCK) {
        cache.insertEnd(end(), tokens, from, count, block);
      } else {
        cache.giveBack(block);
      }
    }
    while (table.count() > 0) {
      table.removeLast();
    }
    cache.leave(path);
    path.clear();
    cache.giveBackState(table.state());
    table.state(BlockTable.NO_STATE);
    length = 0;
  }
}
