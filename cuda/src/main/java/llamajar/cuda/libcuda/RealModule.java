package llamajar.cuda.libcuda;

import llamajar.cuda.driver.CudaFunction;
import llamajar.cuda.driver.CudaModule;
import llamajar.cuda.driver.DeviceVariable;

/// A module that is loaded on a device of this machine.
final class RealModule implements CudaModule {
  private final DriverCalls calls;
  private final Handle handle;

  RealModule(DriverCalls calls, long handle) {
    this.calls = calls;
    this.handle = new Handle(calls, handle, calls.moduleUnload);
  }

  @Override
  public CudaFunction function(String name) {
    try (Out out = new Out()) {
      calls.check(
          calls.moduleGetFunction.call(out.address(), handle.value(), out.text(name)),
          calls.moduleGetFunction,
          "of " + name);
      return new RealFunction(calls, name, out.asLong());
    }
  }

  @Override
  public DeviceVariable variable(String name) {
    try (Out out = new Out()) {
      calls.check(
          calls.moduleGetGlobal.call(
              out.address(), out.secondAddress(), handle.value(), out.text(name)),
          calls.moduleGetGlobal,
          "of " + name);
      return new DeviceVariable(out.asLong(), out.secondLong());
    }
  }

  @Override
  public void close() {
    handle.release();
  }
}
