package llamajar.cuda.libcuda;

import java.lang.foreign.MemorySegment;
import llamajar.cuda.driver.CodeImage;
import llamajar.cuda.driver.CompiledCode;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.driver.CudaEvent;
import llamajar.cuda.driver.CudaModule;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.driver.DeviceMemory;
import llamajar.cuda.driver.MemoryInfo;
import llamajar.cuda.driver.PinnedMemory;

/// The primary context of a device of this machine.
final class RealContext implements CudaContext {
  /// Seen by all contexts, and mapped for kernels.
  private static final int PORTABLE_AND_MAPPED = 1 | 2;

  private static final int READ_ONLY = 8;
  private static final int NON_BLOCKING = 1;
  private static final int DISABLE_TIMING = 2;
  private static final int PEER_ACCESS_ALREADY_ENABLED = 704;

  private final DriverCalls calls;
  private final RealDevice device;
  private final long handle;
  private boolean closed;

  RealContext(DriverCalls calls, RealDevice device, long handle) {
    this.calls = calls;
    this.device = device;
    this.handle = handle;
  }

  long handle() {
    return handle;
  }

  @Override
  public CudaDevice device() {
    return device;
  }

  @Override
  public void makeCurrent() {
    calls.check(calls.ctxSetCurrent.call(handle), calls.ctxSetCurrent);
  }

  @Override
  public MemoryInfo memoryInfo() {
    try (Out out = new Out()) {
      calls.check(calls.memGetInfo.call(out.address(), out.secondAddress()), calls.memGetInfo);
      return new MemoryInfo(out.asLong(), out.secondLong());
    }
  }

  @Override
  public DeviceMemory allocate(long bytes) {
    try (Out out = new Out()) {
      calls.check(
          calls.memAlloc.call(out.address(), bytes),
          calls.memAlloc,
          "of %d bytes".formatted(bytes));
      return new RealMemory(calls, out.asLong(), bytes, calls.memFree);
    }
  }

  @Override
  public DeviceMemory allocateMapped(long bytes) {
    return new RealMemory(calls, allocateHost(bytes), bytes, calls.memFreeHost);
  }

  @Override
  public PinnedMemory allocatePinned(long bytes) {
    MemorySegment segment = MemorySegment.ofAddress(allocateHost(bytes)).reinterpret(bytes);
    return new RealPinnedMemory(calls, segment, calls.memFreeHost);
  }

  private long allocateHost(long bytes) {
    try (Out out = new Out()) {
      calls.check(
          calls.memHostAlloc.call(out.address(), bytes, PORTABLE_AND_MAPPED),
          calls.memHostAlloc,
          "of %d bytes".formatted(bytes));
      return out.asLong();
    }
  }

  @Override
  public PinnedMemory pin(MemorySegment memory, boolean readOnly) {
    int flags = PORTABLE_AND_MAPPED | (readOnly ? READ_ONLY : 0);
    calls.check(
        calls.memHostRegister.call(NativeMemory.address(memory), memory.byteSize(), flags),
        calls.memHostRegister,
        "of %d bytes".formatted(memory.byteSize()));
    return new RealPinnedMemory(calls, memory, calls.memHostUnregister);
  }

  @Override
  public CudaModule load(CodeImage image) {
    return new ModuleLoader(calls).load(image);
  }

  @Override
  public CompiledCode compile(CodeImage.Ptx ptx) {
    return new ModuleLoader(calls).compile(ptx);
  }

  @Override
  public CudaStream newStream() {
    try (Out out = new Out()) {
      calls.check(calls.streamCreate.call(out.address(), NON_BLOCKING), calls.streamCreate);
      return new RealStream(calls, this, out.asLong());
    }
  }

  @Override
  public CudaEvent newEvent(boolean timed) {
    try (Out out = new Out()) {
      calls.check(
          calls.eventCreate.call(out.address(), timed ? 0 : DISABLE_TIMING), calls.eventCreate);
      return new RealEvent(calls, out.asLong());
    }
  }

  @Override
  public void enableAccess(CudaContext peer) {
    int result = calls.ctxEnablePeerAccess.call(((RealContext) peer).handle, 0);
    if (result != PEER_ACCESS_ALREADY_ENABLED) {
      calls.check(result, calls.ctxEnablePeerAccess);
    }
  }

  @Override
  public void synchronize() {
    calls.check(calls.ctxSynchronize.call(), calls.ctxSynchronize);
  }

  /// @throws CudaException if the driver does not take it back
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      calls.check(calls.primaryCtxRelease.call(device.handle()), calls.primaryCtxRelease);
    }
  }
}
