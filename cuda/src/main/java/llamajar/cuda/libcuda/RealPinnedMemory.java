package llamajar.cuda.libcuda;

import java.lang.foreign.MemorySegment;
import llamajar.cuda.driver.PinnedMemory;

/// Host memory that the driver holds in place.
final class RealPinnedMemory implements PinnedMemory {
  private final DriverCalls calls;
  private final MemorySegment segment;
  private final NativeCall release;
  private boolean closed;

  /// @param release the function that gives the memory back, or lets it move again
  RealPinnedMemory(DriverCalls calls, MemorySegment segment, NativeCall release) {
    this.calls = calls;
    this.segment = segment;
    this.release = release;
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      calls.check(release.call(segment.address()), release);
    }
  }
}
