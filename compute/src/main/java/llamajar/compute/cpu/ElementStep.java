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

  ElementStep(Kernel kernel, FloatRows out) {
    this.kernel = kernel;
    this.out = out;
  }

  @Override
  void run(RunState state, int member) {
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
