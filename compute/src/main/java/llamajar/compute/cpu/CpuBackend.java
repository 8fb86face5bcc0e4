package llamajar.compute.cpu;

import java.util.List;
import llamajar.compute.Backend;
import llamajar.compute.EarlySelection;
import llamajar.compute.Executable;
import llamajar.compute.KernelChoice;
import llamajar.compute.ProductGrouping;
import llamajar.compute.Program;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.x64.platform.HugePages;
import llamajar.gguf.TensorType;

/// Runs programs on this machine's processor.
public final class CpuBackend implements Backend {
  private final TierChoice choice;
  private final CpuKernels kernels;
  private final int threads;
  private final int batchThreads;
  private final LoadMode load;

  /// A backend with kernels of one tier, and weights in the mapped file.
  ///
  /// @throws IllegalStateException as the other constructor
  public CpuBackend(TierChoice choice, int threads, int batchThreads) {
    this(choice, threads, batchThreads, LoadMode.MMAP);
  }

  /// A backend with kernels of one tier.
  ///
  /// @param threads that compute a single row
  /// @param batchThreads that compute several rows
  /// @param load where weights are to be
  /// @throws IllegalStateException if the tier is not available; the message says why
  public CpuBackend(TierChoice choice, int threads, int batchThreads, LoadMode load) {
    this.choice = choice;
    this.threads = threads;
    this.batchThreads = batchThreads;
    this.load = load;
    kernels = choice.tier().kernels();
  }

  @Override
  public String name() {
    return choice.tier().label();
  }

  @Override
  public KernelChoice kernelFor(TensorType type) {
    return new KernelChoice(kernels.matMul(type).name(), choice.reason());
  }

  @Override
  public List<String> describe() {
    return List.of(
        "threads: %d (prompts: %d) of %d processors"
            .formatted(threads, batchThreads, Runtime.getRuntime().availableProcessors()),
        "kernels: " + kernels.tier(),
        "pages of 2 MiB (--load huge): "
            + HugePages.whyUnavailable().map(why -> "not available: " + why).orElse("available"));
  }

  @Override
  public Executable compile(Program program, int maxRows) {
    Program grouped = ProductGrouping.apply(EarlySelection.apply(program));
    WeightMemory weights = new WeightMemory(grouped, load, Math.max(threads, batchThreads));
    StepCompiler compiler = new StepCompiler(grouped, kernels, weights);
    return new CpuExecutable(grouped, maxRows, threads, batchThreads, compiler, weights);
  }
}
