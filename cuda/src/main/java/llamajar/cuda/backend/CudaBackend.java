package llamajar.cuda.backend;

import java.util.List;
import llamajar.compute.Backend;
import llamajar.compute.EarlySelection;
import llamajar.compute.Executable;
import llamajar.compute.KernelChoice;
import llamajar.compute.ProductGrouping;
import llamajar.compute.Program;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.kernel.CodeLoader;
import llamajar.cuda.kernel.Products;
import llamajar.gguf.TensorType;

/// Runs programs on one NVIDIA GPU.
public final class CudaBackend implements Backend {
  private final CudaContext context;
  private final CodeLoader loader;

  /// A backend on the device of a context, which stays the caller's.
  public CudaBackend(CudaContext context, CodeLoader loader) {
    this.context = context;
    this.loader = loader;
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

  @Override
  public List<String> describe() {
    CudaDevice device = context.device();
    return List.of(
        "device: %d, %s, compute capability %s"
            .formatted(device.ordinal(), device.name(), device.computeCapability()));
  }

  /// Uploads the weights and makes the program ready.
  ///
  /// @throws llamajar.compute.UnsupportedOpException naming what has no kernel
  /// @throws llamajar.cuda.driver.CudaException if the driver refuses, above all memory
  @Override
  public Executable compile(Program program, int maxRows) {
    context.makeCurrent();
    Program rewritten = ProductGrouping.apply(EarlySelection.apply(program));
    return new CudaExecutable(rewritten, new StepCompiler(rewritten), maxRows, context, loader);
  }
}
