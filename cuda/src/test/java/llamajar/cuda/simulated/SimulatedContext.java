package llamajar.cuda.simulated;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import llamajar.cuda.driver.CodeImage;
import llamajar.cuda.driver.CompiledCode;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.driver.CudaEvent;
import llamajar.cuda.driver.CudaException;
import llamajar.cuda.driver.CudaModule;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.driver.DeviceMemory;
import llamajar.cuda.driver.MemoryInfo;
import llamajar.cuda.driver.PinnedMemory;
import llamajar.testkit.ptx.machine.Region;
import org.jspecify.annotations.Nullable;

/// The context of a simulated device.
final class SimulatedContext implements CudaContext {
  private static final int LARGEST_REGION = Integer.MAX_VALUE - 64;

  private final SimulatedDriver driver;
  private final SimulatedDevice device;
  private final List<SimulatedDevice> peers = new ArrayList<>();
  private final List<SimulatedStream> streams = new ArrayList<>();
  private long usedBytes;
  private int retained;
  private int allocations;
  private @Nullable CudaException lost;

  SimulatedContext(SimulatedDriver driver, SimulatedDevice device) {
    this.driver = driver;
    this.device = device;
  }

  void retain() {
    retained++;
    driver.handles().opened(this, "the context of " + device.name());
  }

  void knowPeer(SimulatedDevice peer) {
    peers.add(peer);
  }

  SimulatedDriver driver() {
    return driver;
  }

  SimulatedDevice simulatedDevice() {
    return device;
  }

  /// Refuses calls of threads on which it is not current, and all calls after it was lost.
  void check(String call) {
    if (driver.current().get() != this || retained == 0) {
      throw new CudaException(call, Errors.INVALID_CONTEXT);
    }
    if (lost != null) {
      throw new CudaException(call, lost.error());
    }
  }

  /// Refuses calls that are not possible while a stream is captured.
  void checkNotCapturing(String call) {
    check(call);
    for (SimulatedStream stream : streams) {
      if (stream.isCapturing()) {
        throw new CudaException(call, Errors.CAPTURE_UNSUPPORTED);
      }
    }
  }

  /// A kernel failed, after which nothing works any more.
  void lose(CudaException failure) {
    lost = failure;
  }

  @Override
  public CudaDevice device() {
    return device;
  }

  @Override
  public void makeCurrent() {
    if (retained == 0) {
      throw new CudaException("cuCtxSetCurrent", Errors.INVALID_CONTEXT);
    }
    driver.current().set(this);
  }

  @Override
  public MemoryInfo memoryInfo() {
    check("cuMemGetInfo_v2");
    return new MemoryInfo(device.totalMemory() - usedBytes, device.totalMemory());
  }

  @Override
  public DeviceMemory allocate(long bytes) {
    String call = "cuMemAlloc_v2 of %d bytes".formatted(bytes);
    checkNotCapturing(call);
    driver.failures().pass(Failures.Point.ALLOCATION, call);
    if (bytes <= 0) {
      throw new CudaException(call, Errors.INVALID_VALUE);
    }
    if (usedBytes + bytes > device.totalMemory()) {
      throw new CudaException(call, Errors.OUT_OF_MEMORY);
    }
    if (bytes > LARGEST_REGION) {
      throw new IllegalArgumentException(
          "the simulator has no memory of %d bytes".formatted(bytes));
    }
    allocations++;
    String name = "allocation %d (%d bytes)".formatted(allocations, bytes);
    Region region = device.simulator().memory().allocate(name, (int) bytes);
    usedBytes += bytes;
    return new Memory(region, bytes);
  }

  @Override
  public DeviceMemory allocateMapped(long bytes) {
    String call = "cuMemHostAlloc of %d bytes".formatted(bytes);
    checkNotCapturing(call);
    driver.failures().pass(Failures.Point.PINNING, call);
    allocations++;
    String name = "mapped allocation %d (%d bytes)".formatted(allocations, bytes);
    int count = Math.toIntExact(bytes);
    return new Memory(device.simulator().memory().allocate(name, count), 0);
  }

  private final class Memory implements DeviceMemory {
    private final Region region;
    private final long deviceBytes;

    /// @param deviceBytes how much of the device's memory it takes
    Memory(Region region, long deviceBytes) {
      this.region = region;
      this.deviceBytes = deviceBytes;
      driver.handles().opened(this, region.name());
    }

    @Override
    public long address() {
      return region.address();
    }

    @Override
    public long byteSize() {
      return region.size();
    }

    @Override
    public void close() {
      checkNotCapturing("cuMemFree_v2");
      // As the driver does: memory is given back when all work is done.
      synchronize();
      driver.handles().closed(this, "cuMemFree_v2");
      device.simulator().memory().free(region.address());
      usedBytes -= deviceBytes;
    }
  }

  @Override
  public PinnedMemory allocatePinned(long bytes) {
    String call = "cuMemHostAlloc of %d bytes".formatted(bytes);
    checkNotCapturing(call);
    driver.failures().pass(Failures.Point.PINNING, call);
    Arena arena = Arena.ofShared();
    return new Pinned(arena.allocate(bytes, 4096), arena, call);
  }

  @Override
  public PinnedMemory pin(MemorySegment memory, boolean readOnly) {
    String call = "cuMemHostRegister_v2 of %d bytes".formatted(memory.byteSize());
    checkNotCapturing(call);
    driver.failures().pass(Failures.Point.PINNING, call);
    if (!memory.isNative() || memory.byteSize() == 0) {
      throw new CudaException(call, Errors.INVALID_VALUE);
    }
    return new Pinned(memory, null, call);
  }

  private final class Pinned implements PinnedMemory {
    private final MemorySegment segment;
    private final @Nullable Arena arena;

    Pinned(MemorySegment segment, @Nullable Arena arena, String call) {
      this.segment = segment;
      this.arena = arena;
      driver.handles().opened(this, call);
    }

    @Override
    public MemorySegment segment() {
      return segment;
    }

    @Override
    public void close() {
      checkNotCapturing("cuMemFreeHost");
      synchronize();
      driver.handles().closed(this, "cuMemFreeHost");
      if (arena != null) {
        arena.close();
      }
    }
  }

  @Override
  public CudaModule load(CodeImage image) {
    String call = "cuModuleLoadDataEx of " + image.name();
    checkNotCapturing(call);
    driver.failures().pass(Failures.Point.LOAD, call);
    return new SimulatedModule(this, CubinFormat.load(this, call, image), image.name());
  }

  @Override
  public CompiledCode compile(CodeImage.Ptx ptx) {
    String call = "cuLinkAddData_v2 of " + ptx.name();
    checkNotCapturing(call);
    driver.failures().pass(Failures.Point.COMPILE, call);
    return CubinFormat.compile(this, call, ptx);
  }

  @Override
  public CudaStream newStream() {
    checkNotCapturing("cuStreamCreate");
    driver.failures().pass(Failures.Point.CREATE, "cuStreamCreate");
    SimulatedStream stream = new SimulatedStream(this);
    streams.add(stream);
    return stream;
  }

  void forget(SimulatedStream stream) {
    streams.remove(stream);
  }

  @Override
  public CudaEvent newEvent(boolean timed) {
    check("cuEventCreate");
    driver.failures().pass(Failures.Point.CREATE, "cuEventCreate");
    return new SimulatedEvent(this, timed);
  }

  @Override
  public void enableAccess(CudaContext peer) {
    check("cuCtxEnablePeerAccess");
    if (!device.canAccess(peer.device())) {
      throw new CudaException("cuCtxEnablePeerAccess", Errors.PEER_ACCESS_UNSUPPORTED);
    }
    device.simulator().memory().addPeer(peers.get(peer.device().ordinal()).simulator().memory());
  }

  @Override
  public void synchronize() {
    checkNotCapturing("cuCtxSynchronize");
    for (SimulatedStream stream : List.copyOf(streams)) {
      stream.finish();
    }
  }

  @Override
  public void close() {
    retained--;
    if (retained == 0) {
      driver.handles().closed(this, "cuDevicePrimaryCtxRelease_v2");
    }
  }
}
