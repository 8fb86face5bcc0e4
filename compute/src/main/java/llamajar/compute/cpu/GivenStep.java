package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import llamajar.compute.cpu.kernel.FloatRows;

/// Copies rows that were brought along.
final class GivenStep extends Step {
  private final int index;
  private final FloatRows out;

  GivenStep(int index, FloatRows out) {
    this.index = index;
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
    MemorySegment given = state.given(index);
    for (int row = member; row < out.rows(); row += state.team.members()) {
      MemorySegment.copy(given, out.offset(row), out.data(), out.offset(row), out.offset(1));
    }
  }
}
