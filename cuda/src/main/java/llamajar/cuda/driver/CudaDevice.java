package llamajar.cuda.driver;

/// One GPU.
public interface CudaDevice {

  /// Its number among the devices that the driver shows.
  int ordinal();

  /// Its name as sold.
  String name();

  /// Whether software plays the device: what is measured then says nothing about any GPU.
  default boolean isSimulated() {
    return false;
  }

  /// What its processors can do.
  ComputeCapability computeCapability();

  /// All memory it has, in bytes. How much is free a context knows.
  long totalMemory();

  /// One of its properties.
  int attribute(DeviceAttribute attribute);

  /// Whether its kernels can address memory of another device, once that was enabled.
  boolean canAccess(CudaDevice peer);

  /// The device's one context, made when it is first asked for. Each call counts, and is given back
  /// by closing what it returned.
  CudaContext retainContext();
}
