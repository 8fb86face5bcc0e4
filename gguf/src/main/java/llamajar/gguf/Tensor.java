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

  /// Name, type and shape, as messages show a tensor.
  @Override
  public String toString() {
    return "%s %s %s".formatted(name(), type(), shape());
  }
}
