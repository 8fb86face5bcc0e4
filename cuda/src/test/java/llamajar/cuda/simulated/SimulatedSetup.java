package llamajar.cuda.simulated;

import java.util.List;
import llamajar.testkit.ptx.DeviceLimits;

/// Which driver and devices a test pretends to have.
///
/// @param driverVersion as `CudaDriver.version()` states it
/// @param capabilities of each device: 10 × major + minor
/// @param memoryBytes of each device
/// @param lateWork whether work is done as late as allowed, when somebody waits for it, so that a
///   wait that is missing shows; else at once
/// @param peerAccess whether devices can address each other's memory
public record SimulatedSetup(
    int driverVersion,
    List<Integer> capabilities,
    long memoryBytes,
    boolean lateWork,
    boolean peerAccess) {

  private static final int CUDA_12_4 = 12_040;
  private static final long GIB = 1L << 30;

  /// One device of a capability with 8 GiB, which works at once.
  public static SimulatedSetup of(int capability) {
    return new SimulatedSetup(CUDA_12_4, List.of(capability), 8 * GIB, false, true);
  }

  /// The same with another driver.
  public SimulatedSetup withDriverVersion(int version) {
    return new SimulatedSetup(version, capabilities, memoryBytes, lateWork, peerAccess);
  }

  /// The same with several devices, or none.
  public SimulatedSetup withDevices(Integer... each) {
    return new SimulatedSetup(driverVersion, List.of(each), memoryBytes, lateWork, peerAccess);
  }

  /// The same with other memory.
  public SimulatedSetup withMemory(long bytes) {
    return new SimulatedSetup(driverVersion, capabilities, bytes, lateWork, peerAccess);
  }

  /// The same, but work is done as late as allowed.
  public SimulatedSetup withLateWork() {
    return new SimulatedSetup(driverVersion, capabilities, memoryBytes, true, peerAccess);
  }

  /// The same, but devices can't address each other's memory.
  public SimulatedSetup withoutPeerAccess() {
    return new SimulatedSetup(driverVersion, capabilities, memoryBytes, lateWork, false);
  }

  DeviceLimits limits(int ordinal) {
    return DeviceLimits.of(capabilities.get(ordinal));
  }
}
