package llamajar.compute.cpu;

import java.util.List;
import llamajar.compute.Backend;
import llamajar.compute.Executable;
import llamajar.compute.KernelChoice;
import llamajar.compute.ProductGrouping;
import llamajar.compute.Program;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.gguf.TensorType;

/// Runs programs on this machine's processor.
public final class CpuBackend implements Backend {
  private final CpuTier tier;
  private final CpuKernels kernels;
  private final int threads;

  /// A backend with kernels of one tier.
  ///
  /// @param threads members of the team that runs a program
  /// @throws IllegalStateException if the tier is not available; the message says why
  public CpuBackend(CpuTier tier, int threads) {
    this.tier = tier;
    this.threads = threads;
    kernels = tier.load();
  }

  @Override
  public String name() {
    return tier.label();
  }

  /// Members of the team that runs a program.
  public int threads() {
    return threads;
  }

  @Override
  public KernelChoice kernelFor(TensorType type) {
    return new KernelChoice(kernels.matMul(type).name(), tier.reasonForNotBetter());
  }

  @Override
  public List<String> describe() {
    return List.of(
        "%d threads of %d processors".formatted(threads, Runtime.getRuntime().availableProcessors()),
        "kernels: " + kernels.tier());
  }

  @Override
  public Executable compile(Program program, int maxRows) {
    Program grouped = ProductGrouping.apply(program);
    StepCompiler compiler = new StepCompiler(grouped, kernels);
    return new CpuExecutable(grouped, maxRows, new ThreadTeam(threads), compiler);
  }
}
