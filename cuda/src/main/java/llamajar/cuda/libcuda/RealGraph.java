package llamajar.cuda.libcuda;

import llamajar.cuda.driver.CudaGraph;
import llamajar.cuda.driver.CudaGraphExec;

/// Work that was captured from a stream.
final class RealGraph implements CudaGraph {
  private final DriverCalls calls;
  private final long handle;
  private boolean closed;

  RealGraph(DriverCalls calls, long handle) {
    this.calls = calls;
    this.handle = handle;
  }

  long handle() {
    return handle;
  }

  @Override
  public CudaGraphExec instantiate() {
    try (Out out = new Out()) {
      calls.check(calls.instantiate(out.address(), handle), calls.graphInstantiate);
      return new RealGraphExec(calls, out.asLong());
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      calls.check(calls.graphDestroy.call(handle), calls.graphDestroy);
    }
  }
}
