package llamajar.cuda.driver;

/// Memory of a device in bytes.
public record MemoryInfo(long free, long total) {}
