package llamajar.compute;

/// A backend's memory for keys and values, divided into blocks of [#BLOCK_POSITIONS] positions.
/// Which block belongs to which sequence is the caller's affair: see [BlockTable].
public interface KvStore extends AutoCloseable {

  /// Positions in one block.
  int BLOCK_POSITIONS = 64;

  /// Number of blocks.
  int blockCount();

  /// How numbers are stored.
  KvType type();

  /// Copies all positions of a block to another, in all layers.
  ///
  /// @return false if this store can't copy; whoever asked has to compute the positions again
  default boolean copy(int from, int to) {
    return false;
  }

  /// Copies the recurrent state of one slot into another. Slots take memory when they are first
  /// written, and keep it.
  default void copyState(int from, int to) {
    throw new UnsupportedOperationException("this store holds no recurrent state");
  }

  /// Gives the memory back.
  @Override
  void close();

  /// Blocks that are needed for a number of positions.
  static int blocksFor(int positions) {
    return Math.ceilDiv(positions, BLOCK_POSITIONS);
  }

  /// Bytes of a store for a number of positions.
  static long bytesFor(Program program, KvType type, int positions) {
    long elements = program.cacheLayers().stream().mapToLong(CacheLayer::elementsPerPosition).sum();
    return Math.multiplyExact(
        elements * type.bytes(), (long) blocksFor(positions) * BLOCK_POSITIONS);
  }
}
