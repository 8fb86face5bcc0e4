package llamajar.cli.option;

/// A GPU as whoever divides layers sees it.
///
/// @param ordinal its number among the driver's devices
/// @param name as it is sold
/// @param freeBytes of its memory
/// @param totalBytes of its memory
record GpuMemory(int ordinal, String name, long freeBytes, long totalBytes) {}
