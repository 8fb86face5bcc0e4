package llamajar.compute;

/// What one attention layer keeps for each position.
///
/// @param headCount key/value heads
/// @param keyLength floats in the key of one head
/// @param valueLength floats in the value of one head
/// @param valuesInKeys whether a value is not kept by itself, but is the beginning of its key
/// @param window how many positions of a sequence are needed at a time, counted from its end; 0:
///   all
public record CacheLayer(
    int headCount, int keyLength, int valueLength, boolean valuesInKeys, int window) {

  /// A layer that keeps keys and values of all positions.
  public CacheLayer(int headCount, int keyLength, int valueLength) {
    this(headCount, keyLength, valueLength, false, 0);
  }

  /// Numbers kept for each position, keys and values together.
  public long elementsPerPosition() {
    return (long) headCount * (valuesInKeys ? keyLength : keyLength + valueLength);
  }

  /// Bytes kept for each position, keys and values together.
  ///
  /// @throws IllegalArgumentException if the format does not fit the lengths
  public long bytesPerPosition(KvType type) {
    long keyBytes = type.bytes(keyLength);
    return headCount * (valuesInKeys ? keyBytes : keyBytes + type.bytes(valueLength));
  }
}
