package llamajar.cli.option;

import java.util.List;
import java.util.Optional;
import llamajar.cli.terminal.Environment;
import llamajar.compute.Backend;
import llamajar.compute.BackendException;
import llamajar.compute.Program;
import llamajar.compute.UnsupportedOpException;
import llamajar.cuda.backend.CudaBackend;
import llamajar.cuda.backend.MemoryNeed;
import llamajar.cuda.cache.CacheMode;
import llamajar.cuda.cache.CompileCache;
import llamajar.cuda.cache.NotCachedException;
import llamajar.cuda.driver.CodeImage;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.driver.CudaDriver;
import llamajar.cuda.driver.CudaModule;
import llamajar.cuda.driver.DriverLookup;
import llamajar.cuda.driver.MemoryInfo;
import llamajar.engine.BackendProvider;
import llamajar.engine.CacheSize;
import llamajar.engine.ModelOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `--gpu` and what belongs to it: whether GPUs compute, which layers, and how their code is
/// compiled.
public final class GpuOptions {
  /// What is asked of GPUs.
  enum Mode {
    /// A GPU computes if there is one that can.
    AUTO,
    /// A GPU computes, or it is an error.
    NVIDIA,
    /// No GPU computes.
    DISABLE
  }

  @Option(
      names = "--gpu",
      paramLabel = "MODE",
      description = "auto, nvidia or disable (default: auto, which uses a GPU that can compute)")
  private String mode = "auto";

  @Mixin private LayerSplit split = new LayerSplit();

  @Option(names = "--recompile", description = "compile the GPU code anew")
  private boolean recompiles;

  @Option(names = "--nocompile", description = "use GPU code only if it was compiled before")
  private boolean usesCacheOnly;

  @Option(names = "--iq", description = "accepted; IQ types are always on")
  private boolean iq;

  /// What chooses the backend when a model is opened.
  ///
  /// @param environment where GPUs are, and where it is said what computes, if that is a GPU or
  ///   should have been
  /// @throws UsageException if the options contradict each other or ask for what there is not
  public BackendProvider provider(Environment environment) {
    Mode wanted = mode();
    split.check();
    checkCacheMode();
    if (iq) {
      environment.err().println("--iq: IQ types are always on");
    }
    return (program, options) -> backend(wanted, program, options, environment);
  }

  /// The driver, unless GPUs are not to compute.
  ///
  /// @throws UsageException if there is no such mode
  public Optional<DriverLookup> driver(Environment environment) {
    return mode() == Mode.DISABLE
        ? Optional.empty()
        : Optional.of(environment.gpus().search().get());
  }

  /// What keeps the code that a driver compiles.
  ///
  /// @throws UsageException if the options contradict each other
  public CompileCache cache(Environment environment, CudaDriver driver) {
    return new CompileCache(environment.gpus().codeCache(), cacheMode(), driver.version());
  }

  private void checkCacheMode() {
    if (recompiles && usesCacheOnly) {
      throw new UsageException("--recompile and --nocompile exclude each other");
    }
  }

  private CacheMode cacheMode() {
    checkCacheMode();
    return recompiles ? CacheMode.RECOMPILE : usesCacheOnly ? CacheMode.CACHE_ONLY : CacheMode.USE;
  }

  private Mode mode() {
    return switch (mode) {
      case "auto" -> Mode.AUTO;
      case "nvidia" -> Mode.NVIDIA;
      case "disable" -> Mode.DISABLE;
      default ->
          throw new UsageException(
              "--gpu %s: there is no such mode; choose auto, nvidia or disable".formatted(mode));
    };
  }

  private Backend backend(
      Mode wanted, Program program, ModelOptions options, Environment environment) {
    Integer layers = split.layers();
    boolean noLayers = layers != null && layers == 0;
    boolean cpuKernels = wanted == Mode.AUTO && options.tier() != null;
    if (wanted == Mode.DISABLE || noLayers || cpuKernels) {
      return BackendProvider.CPU.backendFor(program, options);
    }
    try {
      return gpu(wanted, program, options, environment);
    } catch (BackendException | UnsupportedOpException e) {
      if (wanted == Mode.NVIDIA) {
        throw new BackendException("--gpu nvidia: " + e.getMessage(), e);
      }
      // A machine without a GPU has nothing to report, unless one was asked for.
      boolean absent = environment.gpus().search().get() instanceof DriverLookup.Absent;
      if (layers != null || !absent) {
        environment.err().println("runs on the CPU: " + e.getMessage());
      }
      return BackendProvider.CPU.backendFor(program, options);
    }
  }

  private Backend gpu(Mode wanted, Program program, ModelOptions options, Environment environment) {
    CudaDriver driver =
        switch (environment.gpus().search().get()) {
          case DriverLookup.Found(CudaDriver found) -> found;
          case DriverLookup.Absent(String reason) -> throw new BackendException(reason);
        };
    GpuPlan plan = plan(wanted, driver, program, options);
    boolean asAsked = split.layers() != null && plan.gpuLayers() == split.layers();
    plan.lines(asAsked ? "as -ngl says" : "because GPU memory has no room for more")
        .forEach(environment.err()::println);
    CompileCache cache = cache(environment, driver);
    return plan.backend(
        BackendProvider.CPU.backendFor(program, options),
        ordinal ->
            new CudaBackend(
                driver.device(ordinal),
                (context, code) -> load(cache, context, code),
                split.cachePlace()));
  }

  private GpuPlan plan(Mode wanted, CudaDriver driver, Program program, ModelOptions options) {
    List<GpuMemory> gpus =
        split.choose(driver.deviceCount()).stream()
            .map(ordinal -> memory(driver.device(ordinal)))
            .toList();
    int maxRows = Math.min(options.batchLength(), options.contextLength());
    CacheSize cache = CacheSize.of(program, options);
    GpuPlanner planner =
        new GpuPlanner(
            program,
            gpus,
            split::ratio,
            (part, gpu) ->
                MemoryNeed.of(
                    part,
                    driver.device(gpu.ordinal()),
                    maxRows,
                    options.kvType(),
                    cache.blocks(),
                    cache.windowBlocks(),
                    split.cachePlace()));
    Integer layers = split.layers();
    if (wanted == Mode.NVIDIA && layers != null) {
      GpuPlan plan = planner.last(layers);
      plan.shortage()
          .ifPresent(shortage -> {
            throw new BackendException(
                shortage + "; leave -ngl out, or use a shorter context (-c)");
          });
      return plan;
    }
    return planner.largest(layers == null ? planner.layerCount() : layers);
  }

  private static CudaModule load(CompileCache cache, CudaContext context, CodeImage.Ptx code) {
    try {
      return cache.load(context, code);
    } catch (NotCachedException e) {
      throw new BackendException(String.valueOf(e.getMessage()), e);
    }
  }

  private static GpuMemory memory(CudaDevice device) {
    try (CudaContext context = device.retainContext()) {
      context.makeCurrent();
      MemoryInfo memory = context.memoryInfo();
      return new GpuMemory(device.ordinal(), device.name(), memory.free(), memory.total());
    }
  }
}
