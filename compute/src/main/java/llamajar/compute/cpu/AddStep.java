package llamajar.compute.cpu;

import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.RowKernels;

/// Adds two values.
final class AddStep extends Step {
  private static final int GRANULARITY = 64;

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
  void run(RunState state, int member) {
    int from = Split.from(out.width(), GRANULARITY, member, state.team.members());
    int to = Split.to(out.width(), GRANULARITY, member, state.team.members());
    for (int row = 0; row < out.rows(); row++) {
      long offset = (long) row * out.width() + from;
      kernels.add(left.data(), right.data(), out.data(), offset, to - from, state.scratch[member]);
    }
  }
}
