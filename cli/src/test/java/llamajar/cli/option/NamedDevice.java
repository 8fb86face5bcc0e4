package llamajar.cli.option;

import llamajar.cuda.driver.ComputeCapability;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.driver.DeviceAttribute;

/// A device that can be told from others, and nothing else.
record NamedDevice(int ordinal, String name) implements CudaDevice {
  @Override
  public ComputeCapability computeCapability() {
    return new ComputeCapability(8, 0);
  }

  @Override
  public long totalMemory() {
    return 0;
  }

  @Override
  public int attribute(DeviceAttribute attribute) {
    throw new UnsupportedOperationException(attribute.toString());
  }

  @Override
  public boolean canAccess(CudaDevice peer) {
    return false;
  }

  @Override
  public CudaContext retainContext() {
    throw new UnsupportedOperationException("no context");
  }
}
