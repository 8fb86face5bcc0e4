package llamajar.gguf.quant;

import java.lang.foreign.MemorySegment;

/// The layout of one tensor type: fixed-size blocks of bytes, each holding a fixed number of
/// weights.
///
/// Implementations are stateless and thread-safe. Decoding is exact: the floats are bit for bit
/// what the format defines (denormals kept, the sign of zero that "code times scale" gives).
public interface BlockCodec {

  /// Weights in one block.
  int blockLength();

  /// Bytes of one block.
  int blockBytes();

  /// Decodes one block.
  ///
  /// @param source bytes that contain the block; little-endian, any alignment
  /// @param byteOffset where the block starts in `source`
  /// @param target receives `blockLength()` floats
  /// @param targetOffset index of the first float written
  /// @throws IndexOutOfBoundsException if the block or the target range is not inside its container
  void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset);
}
