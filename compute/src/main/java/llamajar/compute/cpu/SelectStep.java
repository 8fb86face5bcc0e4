package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import llamajar.compute.cpu.kernel.FloatRows;

/// Copies the rows whose logits are wanted.
final class SelectStep extends Step {
  private final FloatRows in;
  private final FloatRows out;

  SelectStep(FloatRows in, FloatRows out) {
    this.in = in;
    this.out = out;
  }

  @Override
  void run(RunState state, int member) {
    long bytes = (long) out.width() * Float.BYTES;
    for (int i = member; i < out.rows(); i += state.team.members()) {
      int row = state.batch().outputRow(i);
      MemorySegment.copy(in.data(), in.offset(row), out.data(), out.offset(i), bytes);
    }
  }
}
