package llamajar.compute;

import java.util.Locale;
import llamajar.gguf.TensorType;

/// How keys and values are stored: in the format of a tensor type.
public enum KvType {
  F32(TensorType.F32),
  F16(TensorType.F16),
  /// Half of F32, with its range and eight bits of precision.
  BF16(TensorType.BF16),
  /// Integers of eight bits with a scale for each 32: half of F16.
  Q8_0(TensorType.Q8_0);

  private final TensorType tensorType;

  KvType(TensorType tensorType) {
    this.tensorType = tensorType;
  }

  /// The type of tensors that have this format.
  public TensorType tensorType() {
    return tensorType;
  }

  /// The name by which users choose it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Bytes of the key or value of a head.
  ///
  /// @param length numbers in it
  /// @throws IllegalArgumentException if it can't be stored in whole blocks
  public long bytes(int length) {
    if (length % tensorType.blockLength() != 0) {
      throw new IllegalArgumentException(
          "a cache of type %s needs heads of a multiple of %d numbers, and this model's have %d; take f16"
              .formatted(label(), tensorType.blockLength(), length));
    }
    return (long) length / tensorType.blockLength() * tensorType.blockBytes();
  }
}
