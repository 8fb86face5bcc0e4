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
  void run(RunState state, int member) {
    int from = Split.from(op.headCount(), 1, member, state.team.members());
    int to = Split.to(op.headCount(), 1, member, state.team.members());
    for (int row = 0; row < out.rows(); row++) {
      kernels.rotate(
          op.rotary().pairing(),
          angles.cosines(),
          angles.sines(),
          angles.offset(row),
          op.rotary().pairs(),
          to - from,
          op.headLength(),
          in.data(),
          out.data(),
          (long) row * out.width() + (long) from * op.headLength(),
          state.scratch[member]);
    }
  }
}
