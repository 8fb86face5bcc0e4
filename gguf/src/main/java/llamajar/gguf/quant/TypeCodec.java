package llamajar.gguf.quant;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import llamajar.gguf.TensorType;

/// What all codecs share: the type, the check that the layout written down in the class is the size
/// that the type has in files, and the loop over blocks.
abstract class TypeCodec implements BlockCodec {
  private final TensorType type;
  private final int blockLength;
  private final int blockBytes;

  /// @param blockLength weights in a block
  /// @param blockBytes the sum of the block's fields
  TypeCodec(TensorType type, int blockLength, int blockBytes) {
    if (blockLength != type.blockLength() || blockBytes != type.blockBytes()) {
      throw new AssertionError(
          "%s: the codec has %d weights in %d bytes, the type %d in %d"
              .formatted(type, blockLength, blockBytes, type.blockLength(), type.blockBytes()));
    }
    this.type = type;
    this.blockLength = blockLength;
    this.blockBytes = blockBytes;
  }

  @Override
  public final TensorType type() {
    return type;
  }

  @Override
  public final void decodeBlocks(
      MemorySegment source, long byteOffset, int blockCount, float[] target, int targetOffset) {
    Objects.checkFromIndexSize(byteOffset, (long) blockCount * blockBytes, source.byteSize());
    Objects.checkFromIndexSize(targetOffset, (long) blockCount * blockLength, target.length);
    decodeChecked(source, byteOffset, blockCount, target, targetOffset);
  }

  /// Decodes blocks that are known to lie inside their containers. Types whose block is one number
  /// override it with a loop of their own, since a call per number would cost more than the number.
  void decodeChecked(
      MemorySegment source, long byteOffset, int blockCount, float[] target, int targetOffset) {
    for (int k = 0; k < blockCount; k++) {
      decode(source, byteOffset + (long) k * blockBytes, target, targetOffset + k * blockLength);
    }
  }
}
