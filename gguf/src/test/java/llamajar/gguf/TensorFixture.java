package llamajar.gguf;

import java.lang.foreign.MemorySegment;

/// Makes tensors without a file, which only this package can.
public final class TensorFixture {
  private TensorFixture() {}

  /// A tensor with these bytes.
  public static Tensor tensor(String name, TensorType type, TensorShape shape, MemorySegment data) {
    return new Tensor(new TensorInfo(name, type, shape, data.byteSize(), 0), data);
  }
}
