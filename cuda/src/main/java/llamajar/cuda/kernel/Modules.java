package llamajar.cuda.kernel;

import java.util.HashMap;
import java.util.Map;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaFunction;
import llamajar.cuda.driver.CudaModule;

/// The code that is loaded on one device, each module when it is first needed.
public final class Modules implements AutoCloseable {
  private final CudaContext context;
  private final CodeLoader loader;
  private final Map<String, CudaModule> modules = new HashMap<>();
  private final Map<String, CudaFunction> functions = new HashMap<>();

  /// Nothing loaded yet.
  public Modules(CudaContext context, CodeLoader loader) {
    this.context = context;
    this.loader = loader;
  }

  /// A kernel of a module.
  ///
  /// @throws llamajar.cuda.driver.ModuleException if the driver can't load the module
  public CudaFunction function(String module, String kernel) {
    return functions.computeIfAbsent(module + '.' + kernel, key -> load(module).function(kernel));
  }

  /// Gives all code back. Work that uses it must be done.
  @Override
  public void close() {
    modules.values().forEach(CudaModule::close);
    modules.clear();
    functions.clear();
  }

  private CudaModule load(String name) {
    return modules.computeIfAbsent(
        name,
        key -> loader.load(context, PtxLibrary.module(key, context.device().computeCapability())));
  }
}
