package llamajar.compute.cpu.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import llamajar.compute.BlockTable;
import llamajar.compute.CacheLayer;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import org.jspecify.annotations.Nullable;

/// One layer of keys and values in native memory.
///
/// Values that are the beginnings of keys have no memory of their own.
///
/// Both are laid out `[block][head][position in block][length]`, so that a head's keys of one block
/// are contiguous. Memory is taken slab by slab when blocks are first used: a long context costs
/// nothing until it is filled.
public final class KvLayer {
  private static final int SLAB_BLOCKS = 16;

  private final CacheLayer shape;
  private final KvType type;
  private final Arena arena;
  private final @Nullable MemorySegment[] keys;
  private final @Nullable MemorySegment[] values;

  /// An empty layer for `blockCount` blocks whose memory lives as long as the arena.
  public KvLayer(CacheLayer shape, KvType type, int blockCount, Arena arena) {
    this.shape = shape;
    this.type = type;
    this.arena = arena;
    keys = new MemorySegment[Math.ceilDiv(blockCount, SLAB_BLOCKS)];
    values = new MemorySegment[keys.length];
  }

  /// Heads and lengths.
  public CacheLayer shape() {
    return shape;
  }

  /// How numbers are stored.
  public KvType type() {
    return type;
  }

  /// Which of this layer's blocks holds a sequence's `index`-th block of positions.
  public int block(BlockTable table, int index) {
    return shape.window() == 0 ? table.block(index) : table.windowBlock(index);
  }

  /// Makes sure that a block has memory. Not thread-safe.
  public void provide(int block) {
    int slab = block / SLAB_BLOCKS;
    if (keys[slab] == null) {
      keys[slab] = arena.allocate(SLAB_BLOCKS * blockBytes(shape.keyLength()), 64);
      values[slab] =
          shape.valuesInKeys()
              ? keys[slab]
              : arena.allocate(SLAB_BLOCKS * blockBytes(shape.valueLength()), 64);
    }
  }

  /// Copies the keys and values of a block to another that has memory. Not thread-safe.
  public void copy(int from, int to) {
    copy(keys(from), from, keys(to), to, shape.keyLength());
    if (!shape.valuesInKeys()) {
      copy(values(from), from, values(to), to, shape.valueLength());
    }
  }

  private void copy(MemorySegment source, int from, MemorySegment target, int to, int length) {
    MemorySegment.copy(
        source, offset(from, 0, length), target, offset(to, 0, length), blockBytes(length));
  }

  /// The memory that holds the keys of a block.
  public MemorySegment keys(int block) {
    return provided(keys[block / SLAB_BLOCKS], block);
  }

  /// The memory that holds the values of a block.
  public MemorySegment values(int block) {
    return provided(values[block / SLAB_BLOCKS], block);
  }

  /// Where the keys of a head's positions start in [#keys(int)], in bytes.
  public long keyOffset(int block, int head) {
    return offset(block, head, shape.keyLength());
  }

  /// Where the values of a head's positions start in [#values(int)], in bytes.
  public long valueOffset(int block, int head) {
    return offset(block, head, valueStride());
  }

  /// Numbers from one position's value to the next.
  public int valueStride() {
    return shape.valuesInKeys() ? shape.keyLength() : shape.valueLength();
  }

  private long offset(int block, int head, int length) {
    return block % SLAB_BLOCKS * blockBytes(length)
        + (long) head * KvStore.BLOCK_POSITIONS * type.bytes(length);
  }

  private long blockBytes(int length) {
    return (long) shape.headCount() * KvStore.BLOCK_POSITIONS * type.bytes(length);
  }

  private static MemorySegment provided(@Nullable MemorySegment slab, int block) {
    if (slab == null) {
      throw new IllegalStateException("block %d of the cache was never written".formatted(block));
    }
    return slab;
  }
}
