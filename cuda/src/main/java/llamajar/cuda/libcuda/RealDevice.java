package llamajar.cuda.libcuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import llamajar.cuda.driver.ComputeCapability;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.driver.DeviceAttribute;

/// A device of this machine.
///
/// @param handle the driver's number of it
record RealDevice(DriverCalls calls, int ordinal, int handle) implements CudaDevice {
  private static final int LONGEST_NAME = 256;

  @Override
  public String name() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(LONGEST_NAME);
      calls.check(
          calls.deviceGetName.call(name.address(), LONGEST_NAME, handle), calls.deviceGetName);
      return name.getString(0);
    }
  }

  @Override
  public ComputeCapability computeCapability() {
    return new ComputeCapability(
        attribute(DeviceAttribute.COMPUTE_CAPABILITY_MAJOR),
        attribute(DeviceAttribute.COMPUTE_CAPABILITY_MINOR));
  }

  @Override
  public long totalMemory() {
    try (Out out = new Out()) {
      calls.check(calls.deviceTotalMem.call(out.address(), handle), calls.deviceTotalMem);
      return out.asLong();
    }
  }

  @Override
  public int attribute(DeviceAttribute attribute) {
    try (Out out = new Out()) {
      calls.check(
          calls.deviceGetAttribute.call(out.address(), attribute.number(), handle),
          calls.deviceGetAttribute,
          "of " + attribute);
      return out.asInt();
    }
  }

  @Override
  public boolean canAccess(CudaDevice peer) {
    try (Out out = new Out()) {
      calls.check(
          calls.deviceCanAccessPeer.call(out.address(), handle, ((RealDevice) peer).handle),
          calls.deviceCanAccessPeer);
      return out.asInt() != 0;
    }
  }

  @Override
  public CudaContext retainContext() {
    try (Out out = new Out()) {
      calls.check(calls.primaryCtxRetain.call(out.address(), handle), calls.primaryCtxRetain);
      return new RealContext(calls, this, out.asLong());
    }
  }
}
