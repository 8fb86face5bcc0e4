package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import llamajar.compute.RowArithmetic;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.kernel.WeightMatrix;
import org.jspecify.annotations.Nullable;

/// One matrix for each expert, the kernel that multiplies them, and what follows.
final class ExpertPart {
  private final List<WeightMatrix> matrices;
  private final ArithmeticKernels kernels;
  private final @Nullable MemorySegment scale;
  private final @Nullable MemorySegment bias;
  private final RowKernels rows;
  private final FloatRows out;

  /// The parts of the first row, one for each slot.
  private final FloatRows[] slots;

  private MemorySegment viewed = MemorySegment.NULL;

  /// @param matrices of equal shape and type
  /// @param scale `[experts]`, or null
  /// @param bias `[rows of a matrix, experts]`, or null
  /// @param out `[slots · rows of a matrix]` per row
  ExpertPart(
      List<WeightMatrix> matrices,
      MatMulKernel kernel,
      @Nullable MemorySegment scale,
      @Nullable MemorySegment bias,
      RowKernels rows,
      FloatRows out) {
    this.matrices = List.copyOf(matrices);
    kernels = new ArithmeticKernels(kernel);
    this.scale = scale;
    this.bias = bias;
    this.rows = rows;
    this.out = out;
    slots = new FloatRows[out.width() / width()];
    for (int slot = 0; slot < slots.length; slot++) {
      slots[slot] = new FloatRows(width());
    }
  }

  /// Outputs of one expert.
  int width() {
    return matrices.getFirst().rowCount();
  }

  /// Number of experts.
  int experts() {
    return matrices.size();
  }

  /// Chooses how rows are computed. Called by one thread before a run.
  void choose(RowArithmetic arithmetic) {
    kernels.choose(arithmetic);
  }

  /// Rows of a matrix that are multiplied at once, about `wanted`.
  int chunkRows(int wanted, int columns) {
    int granularity = kernels.chosen().rowGranularity(columns);
    return Math.ceilDiv(wanted, granularity) * granularity;
  }

  /// How the kernel wants a number of rows.
  ActivationForm form(int inputWidth, int columns) {
    return kernels.chosen().activations(inputWidth, columns);
  }

  /// Makes [#slot(int)] true for the current memory of the output.
  void viewFirstRow() {
    if (out.rows() > 0 && !viewed.equals(out.data())) {
      viewed = out.data();
      long bytes = (long) width() * Float.BYTES;
      for (int slot = 0; slot < slots.length; slot++) {
        slots[slot].lend(viewed.asSlice(slot * bytes, bytes));
      }
    }
  }

  /// Where the results of the first row's `slot`-th expert belong.
  FloatRows slot(int slot) {
    return slots[slot];
  }

  /// Multiplies some rows of an expert's matrix with all rows of `in`.
  void multiply(
      int expert,
      int firstRow,
      int rowCount,
      FloatRows in,
      MemorySegment prepared,
      FloatRows target,
      Scratch scratch) {
    kernels
        .chosen()
        .multiply(matrices.get(expert), firstRow, rowCount, in, prepared, target, scratch);
  }

  /// Copies results of one input row to their place in the output.
  void place(FloatRows results, int index, int row, int slot, int firstRow, int rowCount) {
    long from = results.offset(index) + (long) firstRow * Float.BYTES;
    long to = Float.BYTES * place(row, slot, firstRow);
    MemorySegment.copy(results.data(), from, out.data(), to, (long) rowCount * Float.BYTES);
  }

  /// Applies scale and bias to results at their place.
  void finish(int expert, int row, int slot, int firstRow, int rowCount, Scratch scratch) {
    long place = place(row, slot, firstRow);
    if (scale != null) {
      float factor = scale.getAtIndex(ValueLayout.JAVA_FLOAT, expert);
      rows.scale(out.data(), place, factor, out.data(), place, rowCount, scratch);
    }
    if (bias != null) {
      long from = (long) expert * width() + firstRow;
      rows.addBias(out.data(), place, bias, from, rowCount, scratch);
    }
  }

  private long place(int row, int slot, int firstRow) {
    return (long) row * out.width() + (long) slot * width() + firstRow;
  }
}
