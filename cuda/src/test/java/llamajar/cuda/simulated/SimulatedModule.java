package llamajar.cuda.simulated;

import llamajar.cuda.driver.CudaException;
import llamajar.cuda.driver.CudaFunction;
import llamajar.cuda.driver.CudaModule;
import llamajar.cuda.driver.DeviceVariable;
import llamajar.testkit.ptx.PtxModule;

/// A module that is loaded on a simulated device.
final class SimulatedModule implements CudaModule {
  private final SimulatedContext context;
  private final PtxModule module;

  SimulatedModule(SimulatedContext context, PtxModule module, String name) {
    this.context = context;
    this.module = module;
    context.driver().handles().opened(this, "the module " + name);
  }

  @Override
  public CudaFunction function(String name) {
    String call = "cuModuleGetFunction of " + name;
    context.check(call);
    return module
        .kernel(name)
        .map(kernel -> new SimulatedFunction(this, kernel))
        .orElseThrow(() -> new CudaException(call, Errors.NOT_FOUND));
  }

  @Override
  public DeviceVariable variable(String name) {
    String call = "cuModuleGetGlobal_v2 of " + name;
    context.check(call);
    return module
        .variable(name)
        .map(region -> new DeviceVariable(region.address(), region.size()))
        .orElseThrow(() -> new CudaException(call, Errors.NOT_FOUND));
  }

  @Override
  public void close() {
    context.synchronize();
    context.driver().handles().closed(this, "cuModuleUnload");
    module.unload();
  }

  SimulatedContext context() {
    return context;
  }

  PtxModule module() {
    return module;
  }
}
