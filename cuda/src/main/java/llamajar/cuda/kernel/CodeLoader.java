package llamajar.cuda.kernel;

import llamajar.cuda.driver.CodeImage;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaModule;

/// How PTX becomes a loaded module: compiled by the driver, or taken from what it compiled before.
@FunctionalInterface
public interface CodeLoader {

  /// Has the driver compile, and keeps nothing.
  CodeLoader DRIVER = CudaContext::load;

  /// Loads a module.
  CudaModule load(CudaContext context, CodeImage.Ptx code);
}
