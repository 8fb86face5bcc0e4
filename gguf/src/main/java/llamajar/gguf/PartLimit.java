package llamajar.gguf;

/// When a [GgufWriter] begins the next part of a split model.
///
/// @param tensors most tensors in one part
/// @param bytes most bytes of weights in one part; a single tensor may exceed it
public record PartLimit(long tensors, long bytes) {
  /// Checks that a part can hold something.
  public PartLimit {
    if (tensors < 1 || bytes < 1) {
      throw new IllegalArgumentException("no room in a part: " + tensors + ", " + bytes);
    }
  }

  /// At most so many tensors.
  public static PartLimit ofTensors(long tensors) {
    return new PartLimit(tensors, Long.MAX_VALUE);
  }

  /// At most so many bytes of weights.
  public static PartLimit ofBytes(long bytes) {
    return new PartLimit(Long.MAX_VALUE, bytes);
  }
}
