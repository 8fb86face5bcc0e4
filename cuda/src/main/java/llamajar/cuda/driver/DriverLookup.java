package llamajar.cuda.driver;

/// The answer to the question whether this machine has a driver that can be used.
public sealed interface DriverLookup {

  /// Why a driver without devices is of no use.
  String NO_DEVICE = "the NVIDIA driver finds no GPU; 'nvidia-smi' should list one";

  /// Why a driver is of no use that is older than [CudaDriver#OLDEST_VERSION].
  static String tooOld(int version) {
    return "the NVIDIA driver supports CUDA %d.%d; at least 11.0 is needed, which came with driver 450"
        .formatted(version / 1000, version % 1000 / 10);
  }

  /// There is one, with at least one device.
  record Found(CudaDriver driver) implements DriverLookup {}

  /// There is none.
  ///
  /// @param reason what is missing and what to do about it, in one line
  record Absent(String reason) implements DriverLookup {}
}
