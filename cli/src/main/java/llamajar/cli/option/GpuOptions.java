package llamajar.cli.option;

import java.io.PrintStream;
import llamajar.compute.Backend;
import llamajar.compute.BackendException;
import llamajar.compute.Program;
import llamajar.compute.UnsupportedOpException;
import llamajar.cuda.backend.CudaBackend;
import llamajar.cuda.cache.CacheDirectory;
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
import llamajar.cuda.libcuda.LibCuda;
import llamajar.engine.BackendProvider;
import llamajar.engine.ModelOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--gpu` and what belongs to it: whether a GPU computes, which one, and how its code is compiled.
public final class GpuOptions {
  private static final long MIB = 1 << 20;

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

  @Option(
      names = {"-ngl", "--n-gpu-layers", "--gpu-layers"},
      paramLabel = "N",
      description = "layers on the GPU: all of them, or 0 (default: all)")
  private @Nullable Integer layers;

  @Option(
      names = {"-mg", "--main-gpu"},
      paramLabel = "N",
      description = "which GPU computes, from 0 (default: ${DEFAULT-VALUE})")
  private int ordinal;

  @Option(
      names = {"-sm", "--split-mode"},
      paramLabel = "MODE",
      description = "none: one GPU computes (default)")
  private String splitMode = "none";

  @Option(names = "--recompile", description = "compile the GPU code anew")
  private boolean recompiles;

  @Option(names = "--nocompile", description = "use GPU code only if it was compiled before")
  private boolean usesCacheOnly;

  @Option(names = "--iq", description = "accepted; IQ types are always on")
  private boolean iq;

  /// What chooses the backend when a model is opened.
  ///
  /// @param notices where it is said what computes, if that is a GPU or should have been
  /// @throws UsageException if the options contradict each other or ask for what there is not
  public BackendProvider provider(PrintStream notices) {
    Mode wanted = mode();
    if (!splitMode.equals("none")) {
      throw new UsageException(
          "-sm %s: models are not split over several GPUs; use -sm none".formatted(splitMode));
    }
    if (recompiles && usesCacheOnly) {
      throw new UsageException("--recompile and --nocompile exclude each other");
    }
    if (iq) {
      notices.println("--iq: IQ types are always on");
    }
    return (program, options) -> backend(wanted, program, options, notices);
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

  private Backend backend(Mode wanted, Program program, ModelOptions options, PrintStream notices) {
    boolean noLayers = layers != null && layers == 0;
    boolean cpuKernels = wanted == Mode.AUTO && options.tier() != null;
    if (wanted == Mode.DISABLE || noLayers || cpuKernels) {
      return BackendProvider.CPU.backendFor(program, options);
    }
    try {
      return gpu(program, notices);
    } catch (BackendException | UnsupportedOpException e) {
      if (wanted == Mode.NVIDIA) {
        throw new BackendException("--gpu nvidia: " + e.getMessage(), e);
      }
      // A machine without a GPU has nothing to report, unless one was asked for.
      if (layers != null || !(LibCuda.find() instanceof DriverLookup.Absent)) {
        notices.println("runs on the CPU: " + e.getMessage());
      }
      return BackendProvider.CPU.backendFor(program, options);
    }
  }

  private Backend gpu(Program program, PrintStream notices) {
    CudaDriver driver =
        switch (LibCuda.find()) {
          case DriverLookup.Found(CudaDriver found) -> found;
          case DriverLookup.Absent(String reason) -> throw new BackendException(reason);
        };
    if (ordinal < 0 || ordinal >= driver.deviceCount()) {
      throw new BackendException(
          "-mg %d: there are %d GPUs, numbered from 0".formatted(ordinal, driver.deviceCount()));
    }
    int all = program.cacheLayers().size();
    if (layers != null && layers > 0 && layers < all) {
      throw new BackendException(
          "-ngl %d: a model runs on the GPU with all its %d layers or not at all; leave -ngl out"
              .formatted(layers, all));
    }
    CudaDevice device = driver.device(ordinal);
    CudaBackend.requireKernels(program);
    requireMemory(program, device, notices);
    CacheMode cacheMode =
        recompiles ? CacheMode.RECOMPILE : usesCacheOnly ? CacheMode.CACHE_ONLY : CacheMode.USE;
    CompileCache cache = new CompileCache(CacheDirectory.ofUser(), cacheMode, driver.version());
    return new CudaBackend(device, (context, code) -> load(cache, context, code));
  }

  private static CudaModule load(CompileCache cache, CudaContext context, CodeImage.Ptx code) {
    try {
      return cache.load(context, code);
    } catch (NotCachedException e) {
      throw new BackendException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void requireMemory(Program program, CudaDevice device, PrintStream notices) {
    long weights = CudaBackend.weightBytes(program);
    MemoryInfo memory;
    try (CudaContext context = device.retainContext()) {
      context.makeCurrent();
      memory = context.memoryInfo();
    }
    if (weights > memory.free()) {
      throw new BackendException(
          "the weights need %d MiB, GPU %d (%s) has %d MiB free: %d MiB are missing"
              .formatted(
                  weights / MIB,
                  device.ordinal(),
                  device.name(),
                  memory.free() / MIB,
                  (weights - memory.free()) / MIB));
    }
    notices.println(
        "GPU %d: %s, %d of %d MiB free; weights %d MiB, all %d layers"
            .formatted(
                device.ordinal(),
                device.name(),
                memory.free() / MIB,
                memory.total() / MIB,
                weights / MIB,
                program.cacheLayers().size()));
  }
}
