package llamajar.cuda.backend;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import llamajar.compute.Batch;
import llamajar.compute.Executable;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.kernel.CodeLoader;
import llamajar.cuda.kernel.Launcher;
import llamajar.cuda.kernel.Modules;
import llamajar.cuda.kernel.Products;
import llamajar.gguf.TensorType;

/// A program on one GPU: a list of steps that are given to one stream.
final class CudaExecutable implements Executable {
  private static final int FEW_ROWS_PER_TILE = 4;

  private final Program program;
  private final int maxRows;
  private final CudaContext context;
  private final CachePlace cachePlace;
  private final CudaStream stream;
  private final Buffers buffers;
  private final BatchInputs inputs;
  private final Machine machine;
  private final List<PlannedStep> steps;
  private final GraphCache graphs;
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final Results results;
  private final BestTokens best;

  /// @param context the device's, which this gives back when it is closed
  CudaExecutable(
      Program program,
      StepCompiler compiler,
      int maxRows,
      CudaContext context,
      CodeLoader loader,
      CachePlace cachePlace) {
    this.cachePlace = cachePlace;
    this.program = program;
    this.maxRows = maxRows;
    this.context = context;
    steps = compiler.steps();
    try {
      Modules modules = own(new Modules(context, loader));
      stream = own(context.newStream());
      Launcher launcher = new Launcher(context, modules, stream);
      load(new Products(launcher));
      DeviceWeights weights = own(DeviceWeights.Layout.of(program).upload(context, stream));
      ValuePlan plan = new ValuePlan(compiler.steps(), program.valueCount(), program.results());
      buffers = own(new Buffers(context, plan, maxRows));
      inputs = own(new BatchInputs(context, maxRows, compiler.rotaries(), hasWindows(program)));
      Scratch.Size size = ScratchSize.of(program, compiler, maxRows, launcher.multiprocessors());
      Scratch scratch = own(new Scratch(context, size));
      machine = new Machine(launcher, weights, buffers, inputs, scratch);
      graphs = own(new GraphCache(stream));
      results = own(new Results(context, program.results()));
      best = own(new BestTokens(context, program.results().getFirst(), maxRows));
    } catch (RuntimeException | Error e) {
      closeOwned();
      throw e;
    }
  }

  private static boolean hasWindows(Program program) {
    return program.cacheLayers().stream().anyMatch(layer -> layer.window() > 0);
  }

  /// Compiles the code for all products now, rather than while the first batch waits.
  private void load(Products products) {
    Set<TensorType> types = EnumSet.noneOf(TensorType.class);
    program.ops().forEach(op -> types.addAll(ProgramCode.productTypes(op)));
    types.forEach(type -> products.load(type, maxRows > Products.FEW_COLUMNS));
  }

  private <T extends AutoCloseable> T own(T resource) {
    owned.push(resource);
    return resource;
  }

  @Override
  public int maxRows() {
    return maxRows;
  }

  @Override
  public KvStore newStore(KvType type, int blockCount) {
    return newStore(type, blockCount, blockCount);
  }

  @Override
  public KvStore newStore(KvType type, int blockCount, int windowBlockCount) {
    context.makeCurrent();
    return new CudaKvStore(
        context, program.cacheLayers(), type, blockCount, windowBlockCount, cachePlace);
  }

  @Override
  public void run(Batch batch, KvStore store, List<MemorySegment> given) {
    run(batch, store, given, false);
  }

  @Override
  public void runForBest(Batch batch, KvStore store, List<MemorySegment> given) {
    run(batch, store, given, true);
  }

  private void run(Batch batch, KvStore store, List<MemorySegment> given, boolean bestOnly) {
    if (batch.size() == 0 || batch.size() > maxRows) {
      throw new IllegalArgumentException(
          "a batch of %d tokens; 1 to %d are possible".formatted(batch.size(), maxRows));
    }
    context.makeCurrent();
    results.forget();
    best.forget();
    boolean moved = buffers.provideOutputs(batch.outputCount());
    moved |= inputs.upload(batch, stream);
    boolean inTiles =
        batch.size() > Products.FEW_COLUMNS
            && batch.size() >= FEW_ROWS_PER_TILE * inputs.tileCount();
    Run run = new Run(batch.size(), batch.outputCount(), (CudaKvStore) store, inTiles, bestOnly);
    if (moved) {
      graphs.clear();
    }
    upload(given);
    if (batch.size() <= Products.FEW_COLUMNS) {
      graphs.run(run, () -> issue(run));
    } else {
      issue(run);
    }
    if (bestOnly) {
      best.copy(run, stream);
      stream.synchronize();
      best.arrived(run);
    } else {
      results.copy(run, buffers, stream);
      stream.synchronize();
      results.arrived();
    }
  }

  private void upload(List<MemorySegment> given) {
    for (Op op : program.ops()) {
      if (!(op instanceof Op.Given wanted)) {
        break;
      }
      stream.copyToDevice(buffers.address(wanted.out()), given.get(wanted.index()));
    }
  }

  private void issue(Run run) {
    for (PlannedStep step : steps) {
      if (run.outputs() > 0 || !step.isForOutputs()) {
        step.step().issue(machine, run);
      }
    }
    if (run.bestOnly()) {
      best.issue(machine, run);
    }
  }

  @Override
  public MemorySegment result(int index) {
    return results.all(index);
  }

  @Override
  public int best(int index) {
    return best.arePresent() ? best.get(index) : Executable.super.best(index);
  }

  @Override
  public MemorySegment logits(int index) {
    return results.row(index);
  }

  @Override
  public void close() {
    context.makeCurrent();
    closeOwned();
    Closing.close(context);
  }

  /// Gives everything back, the last taken first.
  private void closeOwned() {
    while (!owned.isEmpty()) {
      Closing.close(owned.pop());
    }
  }
}
