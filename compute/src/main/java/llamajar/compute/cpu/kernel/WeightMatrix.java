package llamajar.compute.cpu.kernel;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.Tensor;
import llamajar.gguf.TensorType;

/// A weight tensor as kernels see it: rows of whole blocks, one after another.
///
/// @param data all rows; exactly `rowCount · rowBytes` bytes
/// @param type how weights are stored
/// @param rowLength weights in a row
/// @param rowCount number of rows
/// @param rowBytes bytes of a row
public record WeightMatrix(
    MemorySegment data, TensorType type, int rowLength, int rowCount, long rowBytes) {

  /// The matrix that a tensor of two dimensions holds.
  public static WeightMatrix of(Tensor tensor) {
    return of(tensor, tensor.data());
  }

  /// The same where the tensor's bytes are elsewhere.
  public static WeightMatrix of(Tensor tensor, MemorySegment data) {
    return new WeightMatrix(
        data,
        tensor.type(),
        Math.toIntExact(tensor.shape().rowLength()),
        Math.toIntExact(tensor.shape().rowCount()),
        tensor.rowBytes());
  }
}
