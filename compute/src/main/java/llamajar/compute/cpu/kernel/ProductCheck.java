package llamajar.compute.cpu.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import llamajar.gguf.TensorType;

/// Refuses what a product kernel cannot multiply, before it addresses memory directly.
public final class ProductCheck {
  private ProductCheck() {}

  /// Checks that types, lengths and rows fit together.
  ///
  /// @throws IllegalArgumentException if they don't
  public static void shapes(
      MatMulKernel kernel, TensorType type, WeightMatrix weights, FloatRows in, FloatRows out) {
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
  }

  /// Checks that rows are there, in memory that has addresses, and that activations are prepared.
  ///
  /// @throws IndexOutOfBoundsException if the rows are not all part of the matrix
  /// @throws IllegalArgumentException if weights are elsewhere, or activations too short
  public static void memory(
      MatMulKernel kernel,
      WeightMatrix weights,
      int firstRow,
      int rowCount,
      FloatRows in,
      MemorySegment prepared) {
    Objects.checkFromIndexSize(firstRow, rowCount, weights.rowCount());
    if (!weights.data().isNative()
        || weights.data().byteSize() < weights.rowCount() * weights.rowBytes()) {
      throw new IllegalArgumentException(
          kernel.name() + " needs weights in native memory, all of them");
    }
    ActivationForm form = kernel.activations(in.width(), in.rows());
    if (prepared.byteSize() < form.bytes(in.width(), in.rows())) {
      throw new IllegalArgumentException(kernel.name() + ": activations are not prepared");
    }
  }
}
