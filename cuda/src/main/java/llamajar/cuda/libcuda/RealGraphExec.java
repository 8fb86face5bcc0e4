package llamajar.cuda.libcuda;

import llamajar.cuda.driver.CudaGraph;
import llamajar.cuda.driver.CudaGraphExec;

/// Captured work that is ready to launch.
final class RealGraphExec implements CudaGraphExec {
  private static final int UPDATE_FAILURE = 910;

  private final DriverCalls calls;
  private final Handle handle;

  RealGraphExec(DriverCalls calls, long handle) {
    this.calls = calls;
    this.handle = new Handle(calls, handle, calls.graphExecDestroy);
  }

  long handle() {
    return handle.value();
  }

  @Override
  public boolean update(CudaGraph graph) {
    try (Out out = new Out()) {
      int result =
          calls.graphExecUpdate.call(
              handle.value(), ((RealGraph) graph).handle(), out.address(), out.secondAddress());
      if (result == UPDATE_FAILURE) {
        return false;
      }
      calls.check(result, calls.graphExecUpdate);
      return true;
    }
  }

  @Override
  public void close() {
    handle.release();
  }
}
