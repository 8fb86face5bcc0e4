package llamajar.compute;

/// How keys and values are stored.
public enum KvType {
  F32(4),
  F16(2);

  private final int bytes;

  KvType(int bytes) {
    this.bytes = bytes;
  }

  /// Bytes of one number.
  public int bytes() {
    return bytes;
  }
}
