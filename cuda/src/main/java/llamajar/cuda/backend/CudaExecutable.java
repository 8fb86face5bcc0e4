package llamajar.cuda.backend;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import llamajar.compute.Batch;
import llamajar.compute.Executable;
import llamajar.compute.ExpertOp;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.driver.PinnedMemory;
import llamajar.cuda.kernel.CodeLoader;
import llamajar.cuda.kernel.HeadKernels;
import llamajar.cuda.kernel.Launcher;
import llamajar.cuda.kernel.Modules;
import llamajar.cuda.kernel.Products;
import llamajar.gguf.TensorType;
import org.jspecify.annotations.Nullable;

/// A program on one GPU: a list of steps that are given to one stream.
final class CudaExecutable implements Executable {
  private static final int FEW_ROWS_PER_TILE = 4;

  private final Program program;
  private final int maxRows;
  private final CudaContext context;
  private final CudaStream stream;
  private final Buffers buffers;
  private final BatchInputs inputs;
  private final Machine machine;
  private final List<PlannedStep> steps;
  private final GraphCache graphs;
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private @Nullable PinnedMemory logits;
  private int logitRows;

  /// @param context the device's, which this gives back when it is closed
  CudaExecutable(
      Program program, StepCompiler compiler, int maxRows, CudaContext context, CodeLoader loader) {
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
      ValuePlan plan = new ValuePlan(compiler.steps(), program.valueCount(), program.logits());
      buffers = own(new Buffers(context, plan, maxRows));
      inputs = own(new BatchInputs(context, maxRows, compiler.rotaries()));
      Scratch.Size size =
          new Scratch.Size(
              (long) compiler.quantizedWidth() * maxRows,
              (long) compiler.shortWidth() * maxRows,
              (long) compiler.expertsPerRow() * maxRows,
              ScratchSize.partialBytes(program, maxRows, launcher));
      Scratch scratch = own(new Scratch(context, size));
      machine = new Machine(launcher, weights, buffers, inputs, scratch);
      graphs = own(new GraphCache(stream));
    } catch (RuntimeException | Error e) {
      closeOwned();
      throw e;
    }
  }

  /// Compiles the code for all products now, rather than while the first batch waits.
  private void load(Products products) {
    Set<TensorType> types = EnumSet.noneOf(TensorType.class);
    for (Op op : program.ops()) {
      if (op instanceof Op.MatMul matMul) {
        matMul.products().forEach(product -> types.add(product.weight().type()));
      } else if (op instanceof ExpertOp.ExpertMatMul matMul) {
        matMul.products().forEach(p -> types.add(p.matrices().getFirst().type()));
      }
    }
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
    // Refuses types that kernels don't know, before memory is taken.
    HeadKernels.number(type);
    context.makeCurrent();
    return new CudaKvStore(context, program.cacheLayers(), type, blockCount);
  }

  @Override
  public void run(Batch batch, KvStore store) {
    if (batch.size() == 0 || batch.size() > maxRows) {
      throw new IllegalArgumentException(
          "a batch of %d tokens; 1 to %d are possible".formatted(batch.size(), maxRows));
    }
    context.makeCurrent();
    logitRows = 0;
    boolean moved = buffers.provideOutputs(batch.outputCount());
    moved |= inputs.upload(batch, stream);
    boolean inTiles =
        batch.size() > Products.FEW_COLUMNS
            && batch.size() >= FEW_ROWS_PER_TILE * inputs.tileCount();
    Run run = new Run(batch.size(), batch.outputCount(), (CudaKvStore) store, inTiles);
    if (moved) {
      graphs.clear();
    }
    if (batch.size() <= Products.FEW_COLUMNS) {
      graphs.run(run, () -> issue(run));
    } else {
      issue(run);
    }
    copyLogits(batch.outputCount());
    stream.synchronize();
    logitRows = batch.outputCount();
  }

  private void issue(Run run) {
    for (PlannedStep step : steps) {
      if (run.outputs() > 0 || !step.isForOutputs()) {
        step.step().issue(machine, run);
      }
    }
  }

  private void copyLogits(int rows) {
    if (rows == 0) {
      return;
    }
    long bytes = rows * rowBytes();
    if (logits == null || logits.segment().byteSize() < bytes) {
      PinnedMemory larger = context.allocatePinned(bytes);
      if (logits != null) {
        logits.close();
      }
      logits = larger;
    }
    stream.copyToHost(logits.segment().asSlice(0, bytes), buffers.address(program.logits()));
  }

  private long rowBytes() {
    return (long) program.logits().width() * Float.BYTES;
  }

  @Override
  public MemorySegment logits(int index) {
    if (logits == null || index < 0 || index >= logitRows) {
      throw new IndexOutOfBoundsException(
          "logits %d of %d wanted ones".formatted(index, logitRows));
    }
    return logits.segment().asSlice(index * rowBytes(), rowBytes());
  }

  @Override
  public void close() {
    context.makeCurrent();
    if (logits != null) {
      Closing.close(logits);
      logits = null;
    }
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
