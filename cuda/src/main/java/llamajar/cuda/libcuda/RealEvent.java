package llamajar.cuda.libcuda;

import llamajar.cuda.driver.CudaEvent;

/// An event of a device of this machine.
final class RealEvent implements CudaEvent {
  private static final int NOT_READY = 600;

  private final DriverCalls calls;
  private final Handle handle;

  RealEvent(DriverCalls calls, long handle) {
    this.calls = calls;
    this.handle = new Handle(calls, handle, calls.eventDestroy);
  }

  long handle() {
    return handle.value();
  }

  @Override
  public boolean isDone() {
    int result = calls.eventQuery.call(handle.value());
    if (result == NOT_READY) {
      return false;
    }
    calls.check(result, calls.eventQuery);
    return true;
  }

  @Override
  public void synchronize() {
    calls.check(calls.eventSynchronize.call(handle.value()), calls.eventSynchronize);
  }

  @Override
  public float millisecondsSince(CudaEvent earlier) {
    try (Out out = new Out()) {
      calls.check(
          calls.eventElapsedTime.call(
              out.address(), ((RealEvent) earlier).handle(), handle.value()),
          calls.eventElapsedTime);
      return out.asFloat();
    }
  }

  @Override
  public void close() {
    handle.release();
  }
}
