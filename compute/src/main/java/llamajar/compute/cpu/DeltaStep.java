package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import llamajar.compute.RecurrentOp;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.RecurrenceKernels;

/// Changes and reads the state of each sequence token by token: a task is one head of one sequence.
final class DeltaStep extends Step {

  /// Where the op's values are.
  record Rows(
      FloatRows query,
      FloatRows key,
      FloatRows value,
      FloatRows update,
      FloatRows decay,
      FloatRows out) {}

  private final RecurrentOp.DeltaNet op;
  private final MemorySegment rate;
  private final RecurrenceKernels kernels;
  private final Rows rows;
  private final AtomicInteger nextTask = new AtomicInteger();

  DeltaStep(RecurrentOp.DeltaNet op, MemorySegment rate, RecurrenceKernels kernels, Rows rows) {
    this.op = op;
    this.rate = rate;
    this.kernels = kernels;
    this.rows = rows;
  }

  @Override
  void prepare(RunState state) {
    nextTask.set(0);
  }

  @Override
  void run(RunState state, int member) {
    int heads = op.headCountValue();
    int taskCount = state.runs.count() * heads;
    StateSlots states = state.store().states();
    long headBytes = (long) op.keyLength() * op.valueLength() * Float.BYTES;
    for (int task = nextTask.getAndIncrement();
        task < taskCount;
        task = nextTask.getAndIncrement()) {
      int run = task / heads;
      int head = task % heads;
      int row = state.runs.first(run);
      MemorySegment memory = states.slot(state.batch().table(row).state());
      long offset = states.offset(op.state()) + head * headBytes;
      if (state.batch().position(row) == 0) {
        memory.asSlice(offset, headBytes).fill((byte) 0);
      }
      kernels.delta(
          op,
          head,
          row,
          state.runs.length(run),
          rows.query(),
          rows.key(),
          rows.value(),
          rows.update(),
          rows.decay(),
          rate,
          memory,
          offset,
          rows.out(),
          state.scratch[member]);
    }
  }
}
