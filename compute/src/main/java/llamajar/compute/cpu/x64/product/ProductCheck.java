package llamajar.compute.cpu.x64.product;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.gguf.TensorType;

/// Checks what a kernel is given before it addresses memory directly.
final class ProductCheck {
  private ProductCheck() {}

  /// @throws IllegalArgumentException if types, shapes or memory don't fit
  /// @throws IndexOutOfBoundsException if there are no such rows
  static void check(
      MatMulKernel kernel,
      TensorType type,
      WeightMatrix weights,
      int firstRow,
      int rowCount,
      FloatRows in,
      MemorySegment prepared,
      FloatRows out) {
    if (weights.type() != type
        || in.width() != weights.rowLength()
        || out.width() != weights.rowCount()
        || out.rows() < in.rows()) {
      throw new IllegalArgumentException(
          "%s cannot multiply %s [%d, %d] with [%d, %d] to [%d, %d]"
              .formatted(
                  kernel.name(),
                  weights.type(),
                  weights.rowLength(),
                  weights.rowCount(),
                  in.width(),
                  in.rows(),
                  out.width(),
                  out.rows()));
    }
    Objects.checkFromIndexSize(firstRow, rowCount, weights.rowCount());
    if (!weights.data().isNative()
        || weights.data().byteSize() < weights.rowCount() * weights.rowBytes()) {
      throw new IllegalArgumentException(
          kernel.name() + " needs weights in native memory, all of them");
    }
    if (prepared.byteSize()
        < kernel.activations(in.width(), in.rows()).bytes(in.width(), in.rows())) {
      throw new IllegalArgumentException(kernel.name() + ": activations are not prepared");
    }
  }
}
