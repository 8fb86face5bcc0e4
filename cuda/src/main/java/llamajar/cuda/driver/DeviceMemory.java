package llamajar.cuda.driver;

/// Memory of a device. Closing gives it back.
public interface DeviceMemory extends AutoCloseable {

  /// The address of its first byte, as kernels see it.
  long address();

  /// Its size in bytes.
  long byteSize();

  /// Gives the memory back. Work that uses it must be done.
  @Override
  void close();
}
