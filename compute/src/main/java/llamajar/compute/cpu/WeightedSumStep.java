package llamajar.compute.cpu;

import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.RowKernels;

/// Adds the parts of each row up, each times its factor.
final class WeightedSumStep extends Step {
  private static final int GRANULARITY = 64;

  private final FloatRows parts;
  private final FloatRows factors;
  private final RowKernels kernels;
  private final FloatRows out;

  WeightedSumStep(FloatRows parts, FloatRows factors, RowKernels kernels, FloatRows out) {
    this.parts = parts;
    this.factors = factors;
    this.kernels = kernels;
    this.out = out;
  }

  @Override
  void run(RunState state, int member) {
    int from = Split.from(out.width(), GRANULARITY, member, state.team.members());
    int count = Split.to(out.width(), GRANULARITY, member, state.team.members()) - from;
    if (count == 0) {
      return;
    }
    for (int row = 0; row < out.rows(); row++) {
      long source = (long) row * parts.width() + from;
      long target = (long) row * out.width() + from;
      for (int slot = 0; slot < factors.width(); slot++) {
        float factor = factors.get(row, slot);
        long part = source + (long) slot * out.width();
        if (slot == 0) {
          kernels.scale(
              parts.data(), part, factor, out.data(), target, count, state.scratch[member]);
        } else {
          kernels.addScaled(
              out.data(), target, parts.data(), part, factor, count, state.scratch[member]);
        }
      }
    }
  }
}
