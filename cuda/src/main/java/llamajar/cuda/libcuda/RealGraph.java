package llamajar.cuda.libcuda;

import llamajar.cuda.driver.CudaGraph;
import llamajar.cuda.driver.CudaGraphExec;

/// Work that was captured from a stream.
final class RealGraph implements CudaGraph {
  private final DriverCalls calls;
  private final Handle handle;

  RealGraph(DriverCalls calls, long handle) {
    this.calls = calls;
    this.handle = new Handle(calls, handle, calls.graphDestroy);
  }

  long handle() {
    return handle.value();
  }

  @Override
  public CudaGraphExec instantiate() {
    try (Out out = new Out()) {
      calls.check(calls.instantiate(out.address(), handle.value()), calls.graphInstantiate);
      return new RealGraphExec(calls, out.asLong());
    }
  }

  @Override
  public void close() {
    handle.release();
  }
}
