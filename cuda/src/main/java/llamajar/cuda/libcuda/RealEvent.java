package llamajar.cuda.libcuda;

import llamajar.cuda.driver.CudaEvent;

/// An event of a device of this machine.
final class RealEvent implements CudaEvent {
  private static final int NOT_READY = 600;

  private final DriverCalls calls;
  private final long handle;
  private boolean closed;

  RealEvent(DriverCalls calls, long handle) {
    this.calls = calls;
    this.handle = handle;
  }

  long handle() {
    return handle;
  }

  @Override
  public boolean isDone() {
    int result = calls.eventQuery.call(handle);
    if (result == NOT_READY) {
      return false;
    }
    calls.check(result, calls.eventQuery);
    return true;
  }

  @Override
  public void synchronize() {
    calls.check(calls.eventSynchronize.call(handle), calls.eventSynchronize);
  }

  @Override
  public float millisecondsSince(CudaEvent earlier) {
    try (Out out = new Out()) {
      calls.check(
          calls.eventElapsedTime.call(out.address(), ((RealEvent) earlier).handle, handle),
          calls.eventElapsedTime);
      return out.asFloat();
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      calls.check(calls.eventDestroy.call(handle), calls.eventDestroy);
    }
  }
}
