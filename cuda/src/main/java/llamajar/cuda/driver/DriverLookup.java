package llamajar.cuda.driver;

/// The answer to the question whether this machine has a driver that can be used.
public sealed interface DriverLookup {

  /// There is one, with at least one device.
  record Found(CudaDriver driver) implements DriverLookup {}

  /// There is none.
  ///
  /// @param reason what is missing and what to do about it, in one line
  record Absent(String reason) implements DriverLookup {}
}
