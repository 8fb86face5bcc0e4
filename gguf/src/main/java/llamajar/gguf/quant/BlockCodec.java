package llamajar.gguf.quant;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// The layout of one tensor type: fixed-size blocks of bytes, each holding a fixed number of
/// weights.
///
/// Implementations are stateless and thread-safe. Decoding is exact: the floats are bit for bit
/// what the format defines (denormals kept, the sign of zero that "code times scale" gives).
public interface BlockCodec {

  /// The type whose blocks this codec reads.
  TensorType type();

  /// Weights in one block.
  default int blockLength() {
    return type().blockLength();
  }

  /// Bytes of one block.
  default int blockBytes() {
    return type().blockBytes();
  }

  /// Decodes one block.
  ///
  /// @param source bytes that contain the block; little-endian, any alignment
  /// @param byteOffset where the block starts in `source`
  /// @param target receives `blockLength()` floats
  /// @param targetOffset index of the first float written
  /// @throws IndexOutOfBoundsException if the block or the target range is not inside its container
  void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset);

  /// Decodes consecutive blocks, such as those of a row.
  ///
  /// @param source bytes that contain the blocks; little-endian, any alignment
  /// @param byteOffset where the first block starts in `source`
  /// @param blockCount how many blocks to decode
  /// @param target receives `blockCount * blockLength()` floats
  /// @param targetOffset index of the first float written
  /// @throws IndexOutOfBoundsException if a block or the target range is not inside its container;
  ///   nothing is written then
  void decodeBlocks(
      MemorySegment source, long byteOffset, int blockCount, float[] target, int targetOffset);
}
