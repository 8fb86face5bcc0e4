package llamajar.compute.cpu;

import llamajar.compute.Activation;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.RowKernels;

/// Applies the activation of a gated feed-forward layer.
final class GateStep extends Step {
  private static final int GRANULARITY = 64;

  private final Activation activation;
  private final FloatRows gate;
  private final FloatRows up;
  private final RowKernels kernels;
  private final FloatRows out;

  GateStep(Activation activation, FloatRows gate, FloatRows up, RowKernels kernels, FloatRows out) {
    this.activation = activation;
    this.gate = gate;
    this.up = up;
    this.kernels = kernels;
    this.out = out;
  }

  @Override
  void run(RunState state, int member) {
    int from = Split.from(out.width(), GRANULARITY, member, state.team.members());
    int to = Split.to(out.width(), GRANULARITY, member, state.team.members());
    for (int row = 0; row < out.rows(); row++) {
      long offset = (long) row * out.width() + from;
      kernels.gate(
          activation, gate.data(), up.data(), out.data(), offset, to - from, state.scratch[member]);
    }
  }
}
