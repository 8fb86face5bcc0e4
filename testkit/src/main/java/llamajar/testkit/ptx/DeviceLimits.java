package llamajar.testkit.ptx;

/// What a simulated device allows.
///
/// @param major first part of the compute capability
/// @param minor second part of the compute capability
/// @param sharedBytesPerBlock most shared memory of a block, if its kernel asks for it
/// @param sharedBytesPerMultiprocessor shared memory of one multiprocessor
/// @param threadsPerMultiprocessor threads that one multiprocessor holds
public record DeviceLimits(
    int major,
    int minor,
    int sharedBytesPerBlock,
    int sharedBytesPerMultiprocessor,
    int threadsPerMultiprocessor) {

  /// Most threads of a block.
  public static final int MAX_THREADS = 1024;

  /// Shared memory that any block may have.
  public static final int DEFAULT_SHARED_BYTES = 48 * 1024;

  private static final int KIB = 1024;

  /// The limits of devices of a compute capability.
  ///
  /// @param capability 10 × major + minor, as 75 for Turing
  /// @throws IllegalArgumentException if it is not known
  public static DeviceLimits of(int capability) {
    return switch (capability) {
      case 75 -> new DeviceLimits(7, 5, 64 * KIB, 64 * KIB, 1024);
      case 80 -> new DeviceLimits(8, 0, 163 * KIB, 164 * KIB, 2048);
      case 86 -> new DeviceLimits(8, 6, 99 * KIB, 100 * KIB, 1536);
      case 89 -> new DeviceLimits(8, 9, 99 * KIB, 100 * KIB, 1536);
      case 90 -> new DeviceLimits(9, 0, 227 * KIB, 228 * KIB, 2048);
      case 100 -> new DeviceLimits(10, 0, 227 * KIB, 228 * KIB, 2048);
      case 120 -> new DeviceLimits(12, 0, 99 * KIB, 100 * KIB, 1536);
      default -> throw new IllegalArgumentException("no limits known for sm_" + capability);
    };
  }

  /// The compute capability: 10 × major + minor.
  public int capability() {
    return 10 * major + minor;
  }
}
