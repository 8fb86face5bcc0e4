package llamajar.cuda.simulated;

import llamajar.cuda.driver.ComputeCapability;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.driver.DeviceAttribute;
import llamajar.testkit.ptx.DeviceLimits;
import llamajar.testkit.ptx.PtxSimulator;
import llamajar.testkit.ptx.machine.DeviceMemorySpace;

/// A simulated device.
public final class SimulatedDevice implements CudaDevice {
  private static final long ADDRESSES_PER_DEVICE = 1L << 40;

  private final SimulatedDriver driver;
  private final int ordinal;
  private final PtxSimulator simulator;
  private final SimulatedContext context;
  private long bytesToHost;

  SimulatedDevice(SimulatedDriver driver, int ordinal) {
    this.driver = driver;
    this.ordinal = ordinal;
    this.simulator =
        new PtxSimulator(
            driver.setup().limits(ordinal),
            new DeviceMemorySpace(DeviceMemorySpace.BASE + ordinal * ADDRESSES_PER_DEVICE));
    this.context = new SimulatedContext(driver, this);
  }

  /// What executes its kernels, with its counts.
  public PtxSimulator simulator() {
    return simulator;
  }

  /// Bytes that were copied to the host so far.
  public long bytesToHost() {
    return bytesToHost;
  }

  void countToHost(long bytes) {
    bytesToHost += bytes;
  }

  @Override
  public int ordinal() {
    return ordinal;
  }

  @Override
  public String name() {
    return "simulated sm_" + simulator.limits().capability();
  }

  @Override
  public boolean isSimulated() {
    return true;
  }

  @Override
  public ComputeCapability computeCapability() {
    return new ComputeCapability(simulator.limits().major(), simulator.limits().minor());
  }

  @Override
  public long totalMemory() {
    return driver.setup().memoryBytes();
  }

  @Override
  public int attribute(DeviceAttribute attribute) {
    DeviceLimits limits = simulator.limits();
    return switch (attribute) {
      case MAX_THREADS_PER_BLOCK -> DeviceLimits.MAX_THREADS;
      case MAX_GRID_X -> Integer.MAX_VALUE;
      case MAX_GRID_Y, MAX_GRID_Z -> 65_535;
      case MAX_SHARED_MEMORY_PER_BLOCK -> DeviceLimits.DEFAULT_SHARED_BYTES;
      case WARP_SIZE -> 32;
      case MAX_REGISTERS_PER_BLOCK, MAX_REGISTERS_PER_MULTIPROCESSOR -> 65_536;
      case CLOCK_RATE -> 1_000_000;
      // Few, so that kernels which divide their work by it have something to do in each block.
      case MULTIPROCESSOR_COUNT -> 4;
      case INTEGRATED -> 0;
      case MEMORY_CLOCK_RATE -> 1_000_000;
      case MEMORY_BUS_WIDTH -> 256;
      // Small, so that what must not fit into it is small, too.
      case L2_CACHE_SIZE -> 256 << 10;
      case MAX_THREADS_PER_MULTIPROCESSOR -> limits.threadsPerMultiprocessor();
      case COMPUTE_CAPABILITY_MAJOR -> limits.major();
      case COMPUTE_CAPABILITY_MINOR -> limits.minor();
      case MAX_SHARED_MEMORY_PER_MULTIPROCESSOR -> limits.sharedBytesPerMultiprocessor();
      case MAX_SHARED_MEMORY_PER_BLOCK_OPTIN -> limits.sharedBytesPerBlock();
    };
  }

  @Override
  public boolean canAccess(CudaDevice peer) {
    return peer != this && driver.setup().peerAccess();
  }

  @Override
  public CudaContext retainContext() {
    context.retain();
    return context;
  }

  void knowPeer(SimulatedDevice peer) {
    context.knowPeer(peer);
  }

  SimulatedContext context() {
    return context;
  }
}
