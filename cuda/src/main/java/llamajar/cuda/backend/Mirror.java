package llamajar.cuda.backend;

import java.lang.foreign.MemorySegment;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.driver.DeviceMemory;
import llamajar.cuda.driver.PinnedMemory;

/// Memory of the host that is copied to memory of the device, or back.
final class Mirror implements AutoCloseable {
  private final CudaContext context;
  private PinnedMemory host;
  private DeviceMemory device;

  Mirror(CudaContext context, long bytes) {
    this.context = context;
    host = context.allocatePinned(bytes);
    device = allocate(bytes);
  }

  /// Makes it at least so large; its content is lost if it grows.
  ///
  /// @return whether it has grown, and its address changed
  boolean provide(long bytes) {
    if (bytes <= byteSize()) {
      return false;
    }
    long size = Math.max(bytes, 2 * byteSize());
    PinnedMemory newHost = context.allocatePinned(size);
    DeviceMemory newDevice;
    try {
      newDevice = context.allocate(size);
    } catch (RuntimeException | Error e) {
      newHost.close();
      throw e;
    }
    close();
    host = newHost;
    device = newDevice;
    return true;
  }

  /// The host's memory.
  MemorySegment host() {
    return host.segment();
  }

  /// The device's memory.
  long address() {
    return device.address();
  }

  /// Bytes on either side.
  long byteSize() {
    return device.byteSize();
  }

  /// Copies the first bytes to the device.
  void upload(CudaStream stream, long bytes) {
    stream.copyToDevice(device.address(), host.segment().asSlice(0, bytes));
  }

  /// Copies the first bytes to the host.
  void download(CudaStream stream, long bytes) {
    stream.copyToHost(host.segment().asSlice(0, bytes), device.address());
  }

  @Override
  public void close() {
    device.close();
    host.close();
  }

  private DeviceMemory allocate(long bytes) {
    try {
      return context.allocate(bytes);
    } catch (RuntimeException | Error e) {
      host.close();
      throw e;
    }
  }
}
