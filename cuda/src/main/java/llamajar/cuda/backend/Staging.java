package llamajar.cuda.backend;

import java.lang.foreign.MemorySegment;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaEvent;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.driver.PinnedMemory;

/// Copies of large host memory to the device through two buffers that stay where they are: while
/// the device reads one, the host fills the other, from a file that may not be in memory yet.
final class Staging implements AutoCloseable {
  private static final long BUFFER_BYTES = 8 << 20;

  private final CudaStream stream;
  private final PinnedMemory[] buffers = new PinnedMemory[2];
  private final CudaEvent[] free = new CudaEvent[2];
  private int next;

  Staging(CudaContext context, CudaStream stream) {
    this.stream = stream;
    try {
      for (int i = 0; i < buffers.length; i++) {
        buffers[i] = context.allocatePinned(BUFFER_BYTES);
        free[i] = context.newEvent(false);
      }
    } catch (RuntimeException | Error e) {
      release();
      throw e;
    }
  }

  /// Copies all of a segment, which may be reused at once.
  void upload(MemorySegment source, long target) {
    for (long offset = 0; offset < source.byteSize(); offset += BUFFER_BYTES) {
      long count = Math.min(BUFFER_BYTES, source.byteSize() - offset);
      free[next].synchronize();
      MemorySegment buffer = buffers[next].segment().asSlice(0, count);
      MemorySegment.copy(source, offset, buffer, 0, count);
      stream.copyToDevice(target + offset, buffer);
      stream.record(free[next]);
      next = 1 - next;
    }
  }

  /// Waits for the copies and gives the buffers back.
  @Override
  public void close() {
    try {
      stream.synchronize();
    } finally {
      release();
    }
  }

  @SuppressWarnings("NullAway") // the constructor may have failed in between
  private void release() {
    for (int i = 0; i < buffers.length; i++) {
      if (buffers[i] != null) {
        buffers[i].close();
      }
      if (free[i] != null) {
        free[i].close();
      }
    }
  }
}
