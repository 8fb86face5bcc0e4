package llamajar.cuda.backend;

/// Where keys and values are kept.
public enum CachePlace {
  /// In the device's memory.
  DEVICE,
  /// In main memory, which kernels read and write over the bus.
  MAIN_MEMORY
}
