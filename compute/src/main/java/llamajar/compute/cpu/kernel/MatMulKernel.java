package llamajar.compute.cpu.kernel;

import java.lang.foreign.MemorySegment;
import llamajar.compute.RowArithmetic;

/// Multiplies weights of one type with rows of activations.
public interface MatMulKernel {

  /// The kernel's name, which is its specification: `matmul-q8_0-f32-vector512`.
  String name();

  /// Weight rows that should be given at once, for a number of columns. The executor gives
  /// multiples of it, except at the end of a matrix.
  int rowGranularity(int columns);

  /// How activations are wanted, for rows of a length and a number of columns.
  default ActivationForm activations(int rowLength, int columns) {
    return ActivationForm.FLOATS;
  }

  /// The kernel for a kind of arithmetic. Except for [RowArithmetic#FASTEST], what a column gives
  /// must not depend on how many there are or on its place among them.
  ///
  /// A kernel that computes each column alike whatever their number is all of them.
  default MatMulKernel with(RowArithmetic arithmetic) {
    return this;
  }

  /// `out[c][firstRow + r] = Σ_k weights[firstRow + r][k] · in[c][k]` for `r < rowCount` and each
  /// row `c` of `in`.
  ///
  /// @param in `[columns × rowLength]`
  /// @param prepared what the form of [#activations(int, int)] made of `in`; ignored for floats
  /// @param out `[columns × weights.rowCount()]`
  /// @param scratch of the calling thread
  void multiply(
      WeightMatrix weights,
      int firstRow,
      int rowCount,
      FloatRows in,
      MemorySegment prepared,
      FloatRows out,
      Scratch scratch);
}
