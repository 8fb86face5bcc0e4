package llamajar.compute.cpu;

import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.RowKernels;

/// Adds two values.
final class AddStep extends Step {
  private final FloatRows left;
  private final FloatRows right;
  private final RowKernels kernels;
  private final FloatRows out;

  AddStep(FloatRows left, FloatRows right, RowKernels kernels, FloatRows out) {
    this.left = left;
    this.right = right;
    this.kernels = kernels;
    this.out = out;
  }

  @Override
  boolean beginsRowByRow() {
    return true;
  }

  @Override
  boolean isRowByRow() {
    return true;
  }

  @Override
  void run(RunState state, int member) {
    for (int row = member; row < out.rows(); row += state.team.members()) {
      long offset = (long) row * out.width();
      kernels.add(
          left.data(), right.data(), out.data(), offset, out.width(), state.scratch[member]);
    }
  }
}
