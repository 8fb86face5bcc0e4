import org.jspecify.annotations.NullMarked;

/// Programs of tensor operations, the backend interface, and the CPU backend.
@NullMarked
module llamajar.compute {
  requires static org.jspecify;
  requires static jdk.incubator.vector;
  requires jdk.management;
  requires transitive llamajar.gguf;

  exports llamajar.compute;
  exports llamajar.compute.cpu;
  exports llamajar.compute.cpu.kernel;
  exports llamajar.compute.cpu.probe;
  exports llamajar.compute.split;

  uses llamajar.compute.cpu.x64.platform.Processor;
}
