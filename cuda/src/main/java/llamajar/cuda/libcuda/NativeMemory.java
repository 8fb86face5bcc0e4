package llamajar.cuda.libcuda;

import java.lang.foreign.MemorySegment;

/// Addresses of memory that the driver reads or writes.
final class NativeMemory {
  private NativeMemory() {}

  /// The address of native memory; the garbage collector moves other memory.
  static long address(MemorySegment memory) {
    if (!memory.isNative()) {
      throw new IllegalArgumentException("the driver needs native memory, not an array");
    }
    return memory.address();
  }
}
