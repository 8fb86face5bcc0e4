package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import java.util.List;
import llamajar.compute.Batch;
import llamajar.compute.Executable;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import llamajar.compute.Program;
import llamajar.compute.Value.Rows;
import llamajar.compute.cpu.kernel.FloatRows;

/// A program as a list of steps that a team of threads runs through.
final class CpuExecutable implements Executable {
  private final Program program;
  private final int maxRows;
  private final int threads;
  private final int batchThreads;
  private final WeightMemory weights;
  private final ThreadTeam team;
  private final RunState state;
  private final List<FloatRows> tokenBuffers;
  private final List<FloatRows> outputBuffers;
  private final List<FloatRows> results;
  private final FloatRows logits;
  private final Step[] steps;

  /// The row that generating reads, as long as its memory stays the same: it allocates nothing.
  private MemorySegment firstLogits = MemorySegment.NULL;

  private MemorySegment firstLogitsOf = MemorySegment.NULL;
  private final ThreadTeam.Task task = this::runSteps;

  CpuExecutable(
      Program program,
      int maxRows,
      int threads,
      int batchThreads,
      StepCompiler compiler,
      WeightMemory weights) {
    this.program = program;
    this.weights = weights;
    this.maxRows = maxRows;
    this.threads = threads;
    this.batchThreads = batchThreads;
    team = new ThreadTeam(Math.max(threads, batchThreads));
    state = new RunState(team);
    steps = compiler.steps();
    tokenBuffers = compiler.buffers(Rows.TOKENS);
    outputBuffers = compiler.buffers(Rows.OUTPUTS);
    results = program.results().stream().map(compiler::buffer).toList();
    logits = results.getFirst();
  }

  @Override
  public int maxRows() {
    return maxRows;
  }

  @Override
  public boolean keepsArithmetic() {
    return true;
  }

  @Override
  public KvStore newStore(KvType type, int blockCount) {
    return new CpuKvStore(program.cacheLayers(), program.stateLayers(), type, blockCount);
  }

  @Override
  public void run(Batch batch, KvStore store, List<MemorySegment> given) {
    if (batch.size() == 0 || batch.size() > maxRows) {
      throw new IllegalArgumentException(
          "a batch of %d tokens; 1 to %d are possible".formatted(batch.size(), maxRows));
    }
    CpuKvStore cpuStore = (CpuKvStore) store;
    cpuStore.provide(batch);
    resize(tokenBuffers, batch.size());
    resize(outputBuffers, batch.outputCount());
    state.begin(batch, cpuStore, given);
    int members = batch.size() == 1 ? threads : batchThreads;
    for (Step step : steps) {
      step.prepare(state);
    }
    team.run(members, task);
  }

  @Override
  public MemorySegment result(int index) {
    FloatRows rows = results.get(index);
    return rows.data().asSlice(0, rows.offset(rows.rows()));
  }

  @Override
  public MemorySegment logits(int index) {
    if (index < 0 || index >= logits.rows()) {
      throw new IndexOutOfBoundsException(
          "logits %d of %d wanted ones".formatted(index, logits.rows()));
    }
    MemorySegment all = logits.data();
    if (index > 0) {
      return row(all, index);
    }
    // Memory of a closed arena may be given out again.
    if (!firstLogits.scope().isAlive() || !all.equals(firstLogitsOf)) {
      firstLogits = row(all, 0);
      firstLogitsOf = all;
    }
    return firstLogits;
  }

  private MemorySegment row(MemorySegment all, int index) {
    return all.asSlice(logits.offset(index), (long) logits.width() * Float.BYTES);
  }

  @Override
  public List<String> describe() {
    return List.of(weights.description());
  }

  @Override
  public void close() {
    team.close();
    weights.close();
    for (Step step : steps) {
      step.close();
    }
    tokenBuffers.forEach(FloatRows::close);
    outputBuffers.forEach(FloatRows::close);
  }

  private void runSteps(int member) {
    for (int i = 0; i < steps.length; i++) {
      steps[i].run(state, member);
      boolean goesOn =
          i + 1 < steps.length && steps[i].isRowByRow() && steps[i + 1].beginsRowByRow();
      if (!goesOn) {
        team.barrier(member);
      }
    }
  }

  private static void resize(List<FloatRows> buffers, int rows) {
    for (int i = 0; i < buffers.size(); i++) {
      buffers.get(i).resize(rows);
    }
  }
}
