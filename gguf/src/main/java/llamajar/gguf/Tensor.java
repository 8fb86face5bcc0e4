package llamajar.gguf;

import java.lang.foreign.MemorySegment;

/// A tensor of an open file: its description and exactly its bytes.
///
/// Only [GgufFile] makes tensors, after it has proved that shape, type, size and position agree
/// with the file. Code that computes with weights takes tensors, never offsets, so it can't be made
/// to read anything else.
public final class Tensor {
  private final TensorInfo info;
  private final MemorySegment data;

  Tensor(TensorInfo info, MemorySegment data) {
    if (data.byteSize() != info.byteSize()) {
      throw new IllegalArgumentException(
          "tensor %s: %d bytes given, %d needed"
              .formatted(info.name(), data.byteSize(), info.byteSize()));
    }
    this.info = info;
    this.data = data;
  }

  /// Its description.
  public TensorInfo info() {
    return info;
  }

  /// Its name.
  public String name() {
    return info.name();
  }

  /// How its weights are stored.
  public TensorType type() {
    return info.type();
  }

  /// Its extents.
  public TensorShape shape() {
    return info.shape();
  }

  /// Its bytes: read-only, `info().byteSize()` long, valid until the file is closed.
  public MemorySegment data() {
    return data;
  }

  /// Bytes of one row.
  public long rowBytes() {
    return type().bytesFor(shape().rowLength());
  }

  /// Some of its rows, as a matrix of their own over the same bytes.
  ///
  /// @param first the first of them, counted through all matrices of a stack
  /// @throws IllegalArgumentException if the tensor has not that many rows
  public Tensor rows(long first, long count) {
    if (first < 0 || count < 1 || first > shape().rowCount() - count) {
      throw new IllegalArgumentException(
          "tensor %s has the shape %s; the model needs rows %d to %d"
              .formatted(name(), shape(), first, first + count - 1));
    }
    long offset = Math.multiplyExact(first, rowBytes());
    long bytes = Math.multiplyExact(count, rowBytes());
    TensorInfo part =
        new TensorInfo(
            "%s[rows %d to %d]".formatted(name(), first, first + count - 1),
            type(),
            TensorShape.of(shape().rowLength(), count),
            bytes,
            info.fileOffset() + offset);
    return new Tensor(part, data.asSlice(offset, bytes));
  }

  /// Neighbouring elements of a tensor of one dimension, over the same bytes.
  ///
  /// @throws IllegalArgumentException if the tensor has not that many elements, or blocks would be
  ///   cut
  public Tensor elements(long first, long count) {
    if (first < 0
        || count < 1
        || first > shape().elementCount() - count
        || first % type().blockLength() != 0
        || count % type().blockLength() != 0) {
      throw new IllegalArgumentException(
          "tensor %s is %s %s; the model needs elements %d to %d"
              .formatted(name(), type(), shape(), first, first + count - 1));
    }
    long offset = type().bytesFor(first);
    long bytes = type().bytesFor(count);
    TensorInfo part =
        new TensorInfo(
            "%s[%d to %d]".formatted(name(), first, first + count - 1),
            type(),
            TensorShape.of(count),
            bytes,
            info.fileOffset() + offset);
    return new Tensor(part, data.asSlice(offset, bytes));
  }

  /// One matrix of a stack `[row length, rows, matrices]`, over the same bytes.
  ///
  /// @throws IllegalArgumentException if the tensor has not that many matrices
  public Tensor matrix(long index) {
    return rows(Math.multiplyExact(index, shape().extent1()), shape().extent1());
  }

  /// Name, type and shape, as messages show a tensor.
  @Override
  public String toString() {
    return "%s %s %s".formatted(name(), type(), shape());
  }
}
