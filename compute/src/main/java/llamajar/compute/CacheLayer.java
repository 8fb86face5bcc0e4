package llamajar.compute;

/// What one attention layer keeps for each position.
///
/// @param headCount key/value heads
/// @param keyLength floats in the key of one head
/// @param valueLength floats in the value of one head
public record CacheLayer(int headCount, int keyLength, int valueLength) {

  /// Numbers kept for each position, keys and values together.
  public long elementsPerPosition() {
    return (long) headCount * (keyLength + valueLength);
  }

  /// Bytes kept for each position, keys and values together.
  ///
  /// @throws IllegalArgumentException if the format does not fit the lengths
  public long bytesPerPosition(KvType type) {
    return headCount * (type.bytes(keyLength) + type.bytes(valueLength));
  }
}
