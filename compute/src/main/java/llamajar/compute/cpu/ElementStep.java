package llamajar.compute.cpu;

import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.Scratch;

/// Computes each element from the elements at its place. Each member has some columns of all rows.
final class ElementStep extends Step {
  private static final int GRANULARITY = 64;

  /// Computes neighbouring elements.
  @FunctionalInterface
  interface Kernel {
    /// @param offset of the first element in all values, in floats
    void compute(long offset, int count, Scratch scratch);
  }

  private final Kernel kernel;
  private final FloatRows out;
  private final boolean rowByRow;

  /// @param rowByRow whether members take rows instead of parts of each row
  ElementStep(Kernel kernel, FloatRows out, boolean rowByRow) {
    this.kernel = kernel;
    this.out = out;
    this.rowByRow = rowByRow;
  }

  @Override
  boolean beginsRowByRow() {
    return rowByRow;
  }

  @Override
  boolean isRowByRow() {
    return rowByRow;
  }

  @Override
  void run(RunState state, int member) {
    if (rowByRow) {
      for (int row = member; row < out.rows(); row += state.team.members()) {
        kernel.compute((long) row * out.width(), out.width(), state.scratch[member]);
      }
      return;
    }
    int from = Split.from(out.width(), GRANULARITY, member, state.team.members());
    int to = Split.to(out.width(), GRANULARITY, member, state.team.members());
    if (from == to) {
      return;
    }
    for (int row = 0; row < out.rows(); row++) {
      kernel.compute((long) row * out.width() + from, to - from, state.scratch[member]);
    }
  }
}
