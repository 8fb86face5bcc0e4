package llamajar.compute.cpu.kernel;

import java.lang.foreign.MemorySegment;
import llamajar.compute.CacheLayer;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;

/// One layer of keys and values in native memory.
///
/// Both are laid out `[block][head][position in block][length]`, so that a head's keys of one block
/// are contiguous.
///
/// @param shape heads and lengths
/// @param type how numbers are stored
/// @param keys all keys
/// @param values all values
public record KvLayer(CacheLayer shape, KvType type, MemorySegment keys, MemorySegment values) {

  /// Where the keys of a head's positions in a block start, in bytes.
  public long keyOffset(int block, int head) {
    return offset(block, head, shape.keyLength());
  }

  /// Where the values of a head's positions in a block start, in bytes.
  public long valueOffset(int block, int head) {
    return offset(block, head, shape.valueLength());
  }

  private long offset(int block, int head, int length) {
    return ((long) block * shape.headCount() + head)
        * KvStore.BLOCK_POSITIONS
        * length
        * type.bytes();
  }
}
