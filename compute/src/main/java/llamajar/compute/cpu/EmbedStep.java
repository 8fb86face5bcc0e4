package llamajar.compute.cpu;

import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.gguf.Tensor;

/// Decodes the row of each token from the embedding table.
final class EmbedStep extends Step {
  private final Tensor table;
  private final RowKernels kernels;
  private final FloatRows out;

  EmbedStep(Tensor table, RowKernels kernels, FloatRows out) {
    this.table = table;
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
      kernels.decode(
          table.type(),
          table.data(),
          state.batch().token(row) * table.rowBytes(),
          out.width(),
          out.data(),
          (long) row * out.width(),
          state.scratch[member]);
    }
  }
}
