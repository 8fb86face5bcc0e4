package llamajar.cuda.kernel;

import java.lang.foreign.Arena;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaFunction;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.driver.DeviceAttribute;
import llamajar.cuda.driver.KernelArguments;
import llamajar.cuda.driver.LaunchShape;

/// Gives kernels to one stream. One thread at a time may use it.
public final class Launcher {
  private final Modules modules;
  private final CudaStream stream;
  private final KernelArguments arguments = new KernelArguments(Arena.ofAuto());
  private final int multiprocessors;

  /// Launches code of these modules, all on this stream.
  public Launcher(CudaContext context, Modules modules, CudaStream stream) {
    this.modules = modules;
    this.stream = stream;
    multiprocessors = context.device().attribute(DeviceAttribute.MULTIPROCESSOR_COUNT);
  }

  /// How many multiprocessors can work at a time.
  public int multiprocessors() {
    return multiprocessors;
  }

  /// The stream that gets the work.
  public CudaStream stream() {
    return stream;
  }

  /// A kernel of a module.
  CudaFunction function(String module, String kernel) {
    return modules.function(module, kernel);
  }

  /// Arguments to fill for the next launch.
  KernelArguments arguments() {
    return arguments.clear();
  }

  /// Ends a structure of arguments, whose size is a multiple of 8 bytes.
  void endStructure() {
    if (arguments.bytes().byteSize() % Long.BYTES != 0) {
      arguments.put32(0);
    }
  }

  /// Launches a kernel with the arguments that were filled last.
  void launch(String module, String kernel, LaunchShape shape) {
    stream.launch(modules.function(module, kernel), shape, arguments);
  }
}
