package llamajar.cuda.driver;

/// Where a module's variable lies in device memory. It lives as long as its module.
public record DeviceVariable(long address, long byteSize) {}
