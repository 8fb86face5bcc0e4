package llamajar.cuda.libcuda;

import llamajar.cuda.driver.DeviceMemory;

/// Memory of a device of this machine.
final class RealMemory implements DeviceMemory {
  private final Handle handle;
  private final long byteSize;

  RealMemory(DriverCalls calls, long address, long byteSize) {
    this.handle = new Handle(calls, address, calls.memFree);
    this.byteSize = byteSize;
  }

  @Override
  public long address() {
    return handle.value();
  }

  @Override
  public long byteSize() {
    return byteSize;
  }

  @Override
  public void close() {
    handle.release();
  }
}
