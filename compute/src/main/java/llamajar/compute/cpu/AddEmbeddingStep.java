package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import llamajar.compute.AddEmbedding;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.gguf.Tensor;

/// Decodes a row of a table for each row and adds it.
final class AddEmbeddingStep extends Step {
  private final AddEmbedding op;
  private final FloatRows in;
  private final RowKernels kernels;
  private final FloatRows out;

  AddEmbeddingStep(AddEmbedding op, FloatRows in, RowKernels kernels, FloatRows out) {
    this.op = op;
    this.in = in;
    this.kernels = kernels;
    this.out = out;
  }

  @Override
  void run(RunState state, int member) {
    Tensor table = op.table();
    int width = out.width();
    Scratch scratch = state.scratch[member];
    for (int row = member; row < out.rows(); row += state.team.members()) {
      long index =
          switch (op.index()) {
            case POSITION -> state.batch().position(row);
            case FIRST -> 0;
          };
      long start = (long) row * width;
      MemorySegment data = out.data();
      kernels.decode(
          table.type(), table.data(), index * table.rowBytes(), width, data, start, scratch);
      kernels.addBias(data, start, in.data(), start, width, scratch);
    }
  }
}
