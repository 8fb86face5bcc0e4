package llamajar.compute.cpu;

import llamajar.compute.Op;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.RowKernels;

/// Turns the heads of each row.
final class RopeStep extends Step {
  private final Op.Rope op;
  private final RotaryAngles angles;
  private final FloatRows in;
  private final RowKernels kernels;
  private final FloatRows out;

  RopeStep(Op.Rope op, RotaryAngles angles, FloatRows in, RowKernels kernels, FloatRows out) {
    this.op = op;
    this.angles = angles;
    this.in = in;
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
      kernels.rotate(
          op.rotary().pairing(),
          angles.cosines(),
          angles.sines(),
          angles.offset(row),
          op.rotary().pairs(),
          op.headCount(),
          op.headLength(),
          in.data(),
          out.data(),
          (long) row * out.width(),
          state.scratch[member]);
    }
  }
}
