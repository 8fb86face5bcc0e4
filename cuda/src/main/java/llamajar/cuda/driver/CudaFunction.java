package llamajar.cuda.driver;

/// A kernel of a loaded module. It lives as long as its module.
public interface CudaFunction {

  /// Its name in PTX.
  String name();

  /// One of its properties.
  int attribute(FunctionAttribute attribute);

  /// Allows launches with so much dynamic shared memory. Beyond 48 KiB, shared memory has to be
  /// allowed so, up to what the device has.
  ///
  /// @throws CudaException if the device has not so much
  void allowDynamicSharedMemory(int bytes);

  /// How many blocks of it one multiprocessor can hold at a time.
  int activeBlocksPerMultiprocessor(int threadsPerBlock, long dynamicSharedBytes);
}
