package llamajar.compute.cpu.x64.emit;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// Addresses that kernels may be given.
public final class NativeAddress {
  private NativeAddress() {}

  /// The address of a part of a segment.
  ///
  /// The caller keeps the segment reachable until the kernel has returned.
  ///
  /// @throws IndexOutOfBoundsException if the part is not inside the segment
  /// @throws IllegalArgumentException if the segment is on the Java heap, which has no addresses
  /// @throws IllegalStateException if the segment has been closed
  public static long of(MemorySegment segment, long byteOffset, long bytes) {
    Objects.checkFromIndexSize(byteOffset, bytes, segment.byteSize());
    if (!segment.isNative()) {
      throw new IllegalArgumentException("kernels need native memory: " + segment);
    }
    if (!segment.scope().isAlive()) {
      throw new IllegalStateException("closed: " + segment);
    }
    return segment.address() + byteOffset;
  }
}
