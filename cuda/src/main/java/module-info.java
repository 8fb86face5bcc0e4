import org.jspecify.annotations.NullMarked;

/// NVIDIA GPUs, with nothing but the driver.
@NullMarked
module llamajar.cuda {
  requires static org.jspecify;
  requires transitive llamajar.compute;

  exports llamajar.cuda.backend;
  exports llamajar.cuda.cache;
  exports llamajar.cuda.driver;
  exports llamajar.cuda.kernel;
  exports llamajar.cuda.libcuda;
  exports llamajar.cuda.probe;
}
