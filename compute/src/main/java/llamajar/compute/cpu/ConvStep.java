package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import llamajar.compute.RecurrentOp;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.RecurrenceKernels;

/// Convolves channels with the tokens before. Every member takes some of the channels, because the
/// tokens of a sequence depend on each other.
final class ConvStep extends Step {
  private static final int GRANULARITY = 64;

  private final RecurrentOp.Conv1d op;
  private final MemorySegment weight;
  private final RecurrenceKernels kernels;
  private final FloatRows in;
  private final FloatRows out;

  /// @param weight `[channels, taps]`
  ConvStep(
      RecurrentOp.Conv1d op,
      MemorySegment weight,
      RecurrenceKernels kernels,
      FloatRows in,
      FloatRows out) {
    this.op = op;
    this.weight = weight;
    this.kernels = kernels;
    this.in = in;
    this.out = out;
  }

  @Override
  void run(RunState state, int member) {
    int from = Split.from(out.width(), GRANULARITY, member, state.team.members());
    int to = Split.to(out.width(), GRANULARITY, member, state.team.members());
    StateSlots states = state.store().states();
    long offset = states.offset(op.state());
    for (int run = 0; run < state.runs.count(); run++) {
      int row = state.runs.first(run);
      MemorySegment history = states.slot(state.batch().table(row).state());
      if (state.batch().position(row) == 0) {
        clear(history, offset, from, to);
      }
      kernels.convolve(
          op.taps(),
          weight,
          from,
          to - from,
          in,
          row,
          state.runs.length(run),
          history,
          offset,
          out,
          state.scratch[member]);
    }
  }

  private void clear(MemorySegment history, long offset, int from, int to) {
    for (int j = 0; j < op.taps() - 1; j++) {
      long first = offset + ((long) j * out.width() + from) * Float.BYTES;
      history.asSlice(first, (long) (to - from) * Float.BYTES).fill((byte) 0);
    }
  }
}
