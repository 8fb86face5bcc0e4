package llamajar.gguf.quant;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import llamajar.gguf.Tensor;

/// A tensor seen as a table of rows that can be read as floats, whatever its type.
///
/// The rows of a stack of matrices are numbered through. Thread-safe; reading allocates nothing.
public final class TensorRows {
  private final MemorySegment data;
  private final BlockCodec codec;
  private final long rowBytes;
  private final long rowCount;
  private final int rowLength;

  /// @throws ArithmeticException if a row has more weights than a Java array can hold
  public TensorRows(Tensor tensor) {
    this.data = tensor.data();
    this.codec = Codecs.of(tensor.type());
    this.rowBytes = tensor.rowBytes();
    this.rowCount = tensor.shape().rowCount();
    this.rowLength = Math.toIntExact(tensor.shape().rowLength());
  }

  /// Weights in a row.
  public int rowLength() {
    return rowLength;
  }

  /// Rows in the tensor.
  public long rowCount() {
    return rowCount;
  }

  /// Decodes one row.
  ///
  /// @param target receives `rowLength()` floats from `targetOffset` on
  /// @throws IndexOutOfBoundsException if there is no such row or no room in `target`
  public void decode(long row, float[] target, int targetOffset) {
    Objects.checkIndex(row, rowCount);
    codec.decodeBlocks(data, row * rowBytes, rowLength / codec.blockLength(), target, targetOffset);
  }

  /// Decodes consecutive rows.
  ///
  /// @param target receives `count * rowLength()` floats from `targetOffset` on
  /// @throws IndexOutOfBoundsException if there are no such rows or no room in `target`
  public void decode(long firstRow, int count, float[] target, int targetOffset) {
    Objects.checkFromIndexSize(firstRow, count, rowCount);
    Objects.checkFromIndexSize(targetOffset, (long) count * rowLength, target.length);
    for (int k = 0; k < count; k++) {
      decode(firstRow + k, target, targetOffset + k * rowLength);
    }
  }
}
