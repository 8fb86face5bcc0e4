package llamajar.cuda.driver;

/// Code that is loaded on a device.
public interface CudaModule extends AutoCloseable {

  /// A kernel by the name it has in PTX.
  ///
  /// @throws CudaException if there is none of that name
  CudaFunction function(String name);

  /// A global or constant variable by the name it has in PTX.
  ///
  /// @throws CudaException if there is none of that name
  DeviceVariable variable(String name);

  /// Unloads the code. Its functions and variables must not be used any more.
  @Override
  void close();
}
