package llamajar.cuda.simulated;

import llamajar.cuda.driver.CudaException;
import llamajar.cuda.driver.CudaFunction;
import llamajar.cuda.driver.FunctionAttribute;
import llamajar.testkit.ptx.DeviceLimits;
import llamajar.testkit.ptx.PtxKernel;

/// A kernel of a module on a simulated device.
final class SimulatedFunction implements CudaFunction {
  /// Nothing allocates registers here; this is what many kernels need.
  private static final int REGISTERS = 32;

  private static final int MOST_BLOCKS = 16;

  private final SimulatedModule module;
  private final PtxKernel kernel;

  SimulatedFunction(SimulatedModule module, PtxKernel kernel) {
    this.module = module;
    this.kernel = kernel;
  }

  PtxKernel kernel() {
    module.context().driver().handles().requireOpen(module, "cuLaunchKernel of " + name());
    return kernel;
  }

  @Override
  public String name() {
    return kernel.name();
  }

  @Override
  public int attribute(FunctionAttribute attribute) {
    module.context().check("cuFuncGetAttribute of " + name());
    DeviceLimits limits = limits();
    int shared = Math.toIntExact(kernel.staticSharedBytes());
    return switch (attribute) {
      case MAX_THREADS_PER_BLOCK ->
          kernel.maxThreads() == 0 ? DeviceLimits.MAX_THREADS : kernel.maxThreads();
      case SHARED_BYTES -> shared;
      case CONSTANT_BYTES -> 0;
      case LOCAL_BYTES -> kernel.localBytes();
      case REGISTERS -> REGISTERS;
      case PTX_VERSION -> module.module().version();
      case BINARY_VERSION -> limits.capability();
      case MAX_DYNAMIC_SHARED_BYTES ->
          Math.max(kernel.allowedDynamicBytes(), DeviceLimits.DEFAULT_SHARED_BYTES - shared);
    };
  }

  @Override
  public void allowDynamicSharedMemory(int bytes) {
    String call = "cuFuncSetAttribute of %s to %d bytes".formatted(name(), bytes);
    module.context().check(call);
    if (bytes < 0 || kernel.staticSharedBytes() + bytes > limits().sharedBytesPerBlock()) {
      throw new CudaException(call, Errors.INVALID_VALUE);
    }
    kernel.allowDynamicBytes(bytes);
  }

  @Override
  public int activeBlocksPerMultiprocessor(int threadsPerBlock, long dynamicSharedBytes) {
    module.context().check("cuOccupancyMaxActiveBlocksPerMultiprocessor of " + name());
    DeviceLimits limits = limits();
    int byThreads = limits.threadsPerMultiprocessor() / threadsPerBlock;
    long shared = Math.max(1, kernel.staticSharedBytes() + dynamicSharedBytes);
    long byShared = limits.sharedBytesPerMultiprocessor() / shared;
    return (int) Math.min(Math.min(byThreads, byShared), MOST_BLOCKS);
  }

  private DeviceLimits limits() {
    return module.context().simulatedDevice().simulator().limits();
  }
}
