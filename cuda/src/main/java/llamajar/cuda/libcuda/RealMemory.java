package llamajar.cuda.libcuda;

import llamajar.cuda.driver.DeviceMemory;

/// Memory that kernels address.
final class RealMemory implements DeviceMemory {
  private final Handle handle;
  private final long byteSize;

  /// @param release the function that gives it back
  RealMemory(DriverCalls calls, long address, long byteSize, NativeCall release) {
    this.handle = new Handle(calls, address, release);
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
