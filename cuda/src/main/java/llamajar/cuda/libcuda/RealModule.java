package llamajar.cuda.libcuda;

import llamajar.cuda.driver.CudaFunction;
import llamajar.cuda.driver.CudaModule;
import llamajar.cuda.driver.DeviceVariable;

/// A module that is loaded on a device of this machine.
final class RealModule implements CudaModule {
  private final DriverCalls calls;
  private final long handle;
  private boolean closed;

  RealModule(DriverCalls calls, long handle) {
    this.calls = calls;
    this.handle = handle;
  }

  @Override
  public CudaFunction function(String name) {
    try (Out out = new Out()) {
      calls.check(
          calls.moduleGetFunction.call(out.address(), handle, out.text(name)),
          calls.moduleGetFunction,
          "of " + name);
      return new RealFunction(calls, name, out.asLong());
    }
  }

  @Override
  public DeviceVariable variable(String name) {
    try (Out out = new Out()) {
      calls.check(
          calls.moduleGetGlobal.call(out.address(), out.secondAddress(), handle, out.text(name)),
          calls.moduleGetGlobal,
          "of " + name);
      return new DeviceVariable(out.asLong(), out.secondLong());
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      calls.check(calls.moduleUnload.call(handle), calls.moduleUnload);
    }
  }
}
