package llamajar.testkit.ptx;

import java.util.HashMap;
import java.util.Map;
import llamajar.testkit.ptx.machine.DeviceMemorySpace;
import llamajar.testkit.ptx.machine.Fault;
import llamajar.testkit.ptx.machine.Launch;
import llamajar.testkit.ptx.machine.Region;
import llamajar.testkit.ptx.machine.SimulationException;
import llamajar.testkit.ptx.machine.Tally;
import llamajar.testkit.ptx.syntax.PtxParser;

/// A simulated device.
///
/// Modules, memory and launches of one device may be used by several threads, one at a time.
public final class PtxSimulator {
  private static final int MOST_GRID_YZ = 65_535;
  private static final int MOST_BLOCK_Z = 64;
  private static final long MOST_INSTRUCTIONS = 2_000_000_000L;

  private final DeviceLimits limits;
  private final DeviceMemorySpace memory;
  private volatile long mostInstructions = MOST_INSTRUCTIONS;
  private final Map<String, KernelCounts> counts = new HashMap<>();

  /// A device with nothing in its memory.
  public PtxSimulator(DeviceLimits limits) {
    this(limits, new DeviceMemorySpace(DeviceMemorySpace.BASE));
  }

  /// A device with a memory, whose addresses may be apart from those of other devices.
  public PtxSimulator(DeviceLimits limits, DeviceMemorySpace memory) {
    this.limits = limits;
    this.memory = memory;
  }

  /// Takes warps that execute more instructions without waiting for ones that do not end.
  public void limitInstructions(long most) {
    mostInstructions = most;
  }

  /// What the device allows.
  public DeviceLimits limits() {
    return limits;
  }

  /// The device's memory.
  public DeviceMemorySpace memory() {
    return memory;
  }

  /// Makes PTX ready to run.
  ///
  /// @throws PtxSyntaxException if it is not understood
  /// @throws UnknownFormException if it has an instruction that is not known
  /// @throws IllegalArgumentException if it is for later devices than this one
  public PtxModule load(String ptx) {
    return PtxModule.of(PtxParser.parse(ptx), limits, memory);
  }

  /// Runs a kernel to its end.
  ///
  /// @param arguments laid out as the kernel's parameters are
  /// @throws SimulationException if a thread does what it must not, or the launch is not allowed
  public Tally launch(PtxKernel kernel, Grid grid, byte[] arguments) {
    check(kernel, grid, arguments);
    Region parameters = new Region("parameters", 0, arguments.length);
    parameters.write(0, arguments, 0, arguments.length);
    Tally tally =
        new Launch(
                kernel.code(),
                grid.gridX(),
                grid.gridY(),
                grid.gridZ(),
                grid.blockX(),
                grid.blockY(),
                grid.blockZ(),
                grid.dynamicSharedBytes(),
                parameters,
                mostInstructions)
            .run(memory);
    synchronized (counts) {
      counts.computeIfAbsent(kernel.name(), KernelCounts::new).add(kernel, tally);
    }
    return tally;
  }

  /// What each kernel did so far, by its name.
  public Map<String, KernelCounts> counts() {
    synchronized (counts) {
      return Map.copyOf(counts);
    }
  }

  /// What a kernel did so far, all zeros if it was not launched.
  public KernelCounts counts(String kernel) {
    synchronized (counts) {
      return counts.computeIfAbsent(kernel, KernelCounts::new);
    }
  }

  /// Forgets what kernels did.
  public void resetCounts() {
    synchronized (counts) {
      counts.clear();
    }
  }

  private void check(PtxKernel kernel, Grid grid, byte[] arguments) {
    int threads =
        Math.multiplyExact(Math.multiplyExact(grid.blockX(), grid.blockY()), grid.blockZ());
    int most = kernel.maxThreads() == 0 ? DeviceLimits.MAX_THREADS : kernel.maxThreads();
    require(
        kernel,
        threads >= 1 && threads <= most && grid.blockZ() <= MOST_BLOCK_Z,
        "blocks of %d threads; at most %d are allowed".formatted(threads, most));
    require(
        kernel,
        grid.gridX() >= 1
            && grid.gridY() >= 1
            && grid.gridZ() >= 1
            && grid.gridY() <= MOST_GRID_YZ
            && grid.gridZ() <= MOST_GRID_YZ,
        "a grid of %d × %d × %d blocks".formatted(grid.gridX(), grid.gridY(), grid.gridZ()));
    long shared = kernel.staticSharedBytes() + grid.dynamicSharedBytes();
    int allowed =
        Math.min(
            limits.sharedBytesPerBlock(),
            Math.max(
                DeviceLimits.DEFAULT_SHARED_BYTES,
                Math.toIntExact(kernel.staticSharedBytes()) + kernel.allowedDynamicBytes()));
    require(
        kernel,
        grid.dynamicSharedBytes() >= 0 && shared <= allowed,
        "%d bytes of shared memory; %d are allowed".formatted(shared, allowed));
    require(
        kernel,
        arguments.length == kernel.parameterBytes(),
        "%d bytes of arguments; its parameters have %d"
            .formatted(arguments.length, kernel.parameterBytes()));
  }

  private static void require(PtxKernel kernel, boolean allowed, String what) {
    if (!allowed) {
      throw new SimulationException(
          Fault.Kind.LAUNCH,
          kernel.name(),
          0,
          "%s can't be launched with %s".formatted(kernel.name(), what));
    }
  }
}
