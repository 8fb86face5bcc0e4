package llamajar.cuda.libcuda;

import llamajar.cuda.driver.DeviceMemory;

/// Memory of a device of this machine.
final class RealMemory implements DeviceMemory {
  private final DriverCalls calls;
  private final long address;
  private final long byteSize;
  private boolean closed;

  RealMemory(DriverCalls calls, long address, long byteSize) {
    this.calls = calls;
    this.address = address;
    this.byteSize = byteSize;
  }

  @Override
  public long address() {
    return address;
  }

  @Override
  public long byteSize() {
    return byteSize;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      calls.check(calls.memFree.call(address), calls.memFree);
    }
  }
}
