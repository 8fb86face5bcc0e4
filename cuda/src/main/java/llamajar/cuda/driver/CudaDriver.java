package llamajar.cuda.driver;

/// An initialized driver and the devices it knows. It needs no closing.
public interface CudaDriver {

  /// The oldest driver that is accepted, as [#version()] states versions: that of CUDA 11.0, which
  /// came in 2020 with version 450 of the display driver.
  int OLDEST_VERSION = 11_000;

  /// The newest CUDA version that the driver supports: 1000 × major + 10 × minor.
  int version();

  /// How many devices there are, at least one.
  int deviceCount();

  /// A device by its ordinal, which is what users number devices by.
  ///
  /// @throws IndexOutOfBoundsException if there is no such device
  CudaDevice device(int ordinal);
}
