package llamajar.cuda.backend;

import java.util.List;
import llamajar.compute.Backend;
import llamajar.compute.BackendException;
import llamajar.compute.EarlySelection;
import llamajar.compute.Executable;
import llamajar.compute.KernelChoice;
import llamajar.compute.ProductGrouping;
import llamajar.compute.Program;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.driver.CudaException;
import llamajar.cuda.kernel.CodeLoader;
import llamajar.cuda.kernel.Products;
import llamajar.cuda.probe.DeviceProbe;
import llamajar.gguf.TensorType;

/// Runs programs on one NVIDIA GPU.
public final class CudaBackend implements Backend {
  private static final long MIB = 1 << 20;

  private final CudaDevice device;
  private final CodeLoader loader;
  private final CachePlace cachePlace;

  /// A backend on a device, whose memory has keys and values.
  ///
  /// @param loader how its code is compiled
  public CudaBackend(CudaDevice device, CodeLoader loader) {
    this(device, loader, CachePlace.DEVICE);
  }

  /// A backend on a device.
  ///
  /// @param loader how its code is compiled
  /// @param cachePlace where keys and values are
  public CudaBackend(CudaDevice device, CodeLoader loader, CachePlace cachePlace) {
    this.device = device;
    this.loader = loader;
    this.cachePlace = cachePlace;
  }

  /// Device memory that the weights of a program take, in bytes.
  public static long weightBytes(Program program) {
    return DeviceWeights.Layout.of(program).byteSize();
  }

  /// Checks that all ops of a program can be executed.
  ///
  /// @throws llamajar.compute.UnsupportedOpException naming what has no kernel
  public static void requireKernels(Program program) {
    StepCompiler.requireKernels(ProductGrouping.apply(EarlySelection.apply(program)));
  }

  @Override
  public String name() {
    return "cuda";
  }

  /// Whether matrices of a type can be multiplied.
  static boolean hasKernels(TensorType type) {
    return switch (type) {
      case F64, I8, I16, I32, I64 -> false;
      case F32, F16, BF16 -> true;
      case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, IQ4_NL, MXFP4, NVFP4, Q1_0, Q2_0 -> true;
      case Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_XS, TQ1_0, TQ2_0 -> true;
      case IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S -> true;
    };
  }

  @Override
  public KernelChoice kernelFor(TensorType type) {
    return hasKernels(type)
        ? new KernelChoice(
            "%s, %s"
                .formatted(
                    Products.kernelName(type, 1),
                    Products.kernelName(type, Products.FEW_COLUMNS + 1)),
            "")
        : new KernelChoice("none", "no CUDA kernel multiplies " + type);
  }

  /// The device that computes.
  public CudaDevice device() {
    return device;
  }

  /// What measures the limits of the device, with code that is compiled as the program's is.
  public DeviceProbe probe() {
    return new DeviceProbe(device, loader);
  }

  @Override
  public List<String> describe() {
    return List.of(
        "device: %d, %s, compute capability %s%s"
            .formatted(
                device.ordinal(),
                device.name(),
                device.computeCapability(),
                device.isSimulated() ? "; simulated, not a GPU" : ""));
  }

  /// Uploads the weights and makes the program ready.
  ///
  /// @throws llamajar.compute.UnsupportedOpException naming what has no kernel
  /// @throws BackendException if the device has not enough memory, or the driver refuses
  @Override
  public Executable compile(Program program, int maxRows) {
    Program rewritten = ProductGrouping.apply(EarlySelection.apply(program));
    StepCompiler compiler = new StepCompiler(rewritten);
    CudaContext context = device.retainContext();
    try {
      context.makeCurrent();
      return new CudaExecutable(rewritten, compiler, maxRows, context, loader, cachePlace);
    } catch (CudaException e) {
      BackendException refusal = refusal(e, weightBytes(rewritten), context);
      context.close();
      throw refusal;
    } catch (RuntimeException | Error e) {
      context.close();
      throw e;
    }
  }

  private BackendException refusal(CudaException e, long weightBytes, CudaContext context) {
    String message =
        e.isOutOfMemory()
            ? "GPU %d has not enough memory: %d MiB are free, the weights alone need %d MiB"
                .formatted(device.ordinal(), context.memoryInfo().free() / MIB, weightBytes / MIB)
            : "GPU %d: %s".formatted(device.ordinal(), e.getMessage());
    return new BackendException(message, e);
  }
}
