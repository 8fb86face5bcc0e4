package llamajar.gguf;

import java.util.Locale;
import java.util.Optional;

/// The tensor types of GGUF files: how many weights form a block, and how many bytes it takes.
///
/// Types with a block length of 1 are plain numbers; the rest are quantized. The decoder of each
/// type is its [llamajar.gguf.quant.BlockCodec], see [llamajar.gguf.quant.Codecs].
public enum TensorType {
  F32(0, 1, 4),
  F16(1, 1, 2),
  Q4_0(2, 32, 18),
  Q4_1(3, 32, 20),
  Q5_0(6, 32, 22),
  Q5_1(7, 32, 24),
  Q8_0(8, 32, 34),
  Q2_K(10, 256, 84),
  Q3_K(11, 256, 110),
  Q4_K(12, 256, 144),
  Q5_K(13, 256, 176),
  Q6_K(14, 256, 210),
  IQ2_XXS(16, 256, 66),
  IQ2_XS(17, 256, 74),
  IQ3_XXS(18, 256, 98),
  IQ1_S(19, 256, 50),
  IQ4_NL(20, 32, 18),
  IQ3_S(21, 256, 110),
  IQ2_S(22, 256, 82),
  IQ4_XS(23, 256, 136),
  I8(24, 1, 1),
  I16(25, 1, 2),
  I32(26, 1, 4),
  I64(27, 1, 8),
  F64(28, 1, 8),
  IQ1_M(29, 256, 56),
  BF16(30, 1, 2),
  TQ1_0(34, 256, 54),
  TQ2_0(35, 256, 66),
  MXFP4(39, 32, 17),
  NVFP4(40, 64, 36),
  Q1_0(41, 128, 18),
  Q2_0(42, 64, 18);

  private static final TensorType[] BY_ID = new TensorType[64];

  static {
    for (TensorType type : values()) {
      BY_ID[type.id] = type;
    }
  }

  private final int id;
  private final int blockLength;
  private final int blockBytes;

  TensorType(int id, int blockLength, int blockBytes) {
    this.id = id;
    this.blockLength = blockLength;
    this.blockBytes = blockBytes;
  }

  /// The number that stands for this type in a file.
  public int id() {
    return id;
  }

  /// Weights in one block.
  public int blockLength() {
    return blockLength;
  }

  /// Bytes of one block.
  public int blockBytes() {
    return blockBytes;
  }

  /// Average number of bits that one weight takes.
  public double bitsPerWeight() {
    return 8.0 * blockBytes / blockLength;
  }

  /// Whether weights of this type share scales, rather than being plain numbers.
  public boolean isQuantized() {
    return blockLength > 1;
  }

  /// Bytes of `length` weights, which must be a multiple of the block length.
  ///
  /// @throws ArithmeticException if the result does not fit in 63 bits
  /// @throws IllegalArgumentException if `length` is negative or does not consist of whole blocks
  public long bytesFor(long length) {
    if (length < 0 || length % blockLength != 0) {
      throw new IllegalArgumentException(
          "%d is not a multiple of the block length %d of %s".formatted(length, blockLength, this));
    }
    return Math.multiplyExact(length / blockLength, blockBytes);
  }

  /// The type with this id, or empty if it is unknown or refused.
  public static Optional<TensorType> withId(int id) {
    return id < 0 || id >= BY_ID.length ? Optional.empty() : Optional.ofNullable(BY_ID[id]);
  }

  /// The type with this name in any letter case, or empty.
  public static Optional<TensorType> named(String name) {
    String wanted = name.toUpperCase(Locale.ROOT);
    for (TensorType type : values()) {
      if (type.name().equals(wanted)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
