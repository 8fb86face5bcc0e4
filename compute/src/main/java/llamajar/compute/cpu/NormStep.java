package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.RowKernels;

/// Normalises each row by its root mean square.
final class NormStep extends Step {
  private final FloatRows in;
  private final MemorySegment weight;
  private final float epsilon;
  private final RowKernels kernels;
  private final FloatRows out;

  NormStep(FloatRows in, MemorySegment weight, float epsilon, RowKernels kernels, FloatRows out) {
    this.in = in;
    this.weight = weight;
    this.epsilon = epsilon;
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
      kernels.rmsNorm(
          in.data(),
          offset,
          weight,
          out.width(),
          epsilon,
          out.data(),
          offset,
          state.scratch[member]);
    }
  }
}
