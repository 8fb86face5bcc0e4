package llamajar.testkit.ptx.machine;

/// What one launch did.
public final class Tally {
  private final String kernel;
  private final long[] executed;
  private long bytesRead;
  private long bytesWritten;
  private long sectors;

  Tally(String kernel, int instructions) {
    this.kernel = kernel;
    this.executed = new long[instructions];
  }

  /// The kernel.
  public String kernel() {
    return kernel;
  }

  /// How often a warp executed each instruction.
  public synchronized long[] executed() {
    return executed.clone();
  }

  /// How many instructions warps executed.
  public synchronized long instructions() {
    long sum = 0;
    for (long count : executed) {
      sum += count;
    }
    return sum;
  }

  /// Bytes of global memory that threads read, those of atomic updates included.
  public synchronized long bytesRead() {
    return bytesRead;
  }

  /// Bytes of global memory that threads wrote, those of atomic updates included.
  public synchronized long bytesWritten() {
    return bytesWritten;
  }

  /// How often an access went to another sector of 32 bytes than the one before: what the memory
  /// system would move without any cache.
  public synchronized long sectors() {
    return sectors;
  }

  synchronized void add(long[] counts, long read, long written, long touched) {
    for (int i = 0; i < counts.length; i++) {
      executed[i] += counts[i];
    }
    bytesRead += read;
    bytesWritten += written;
    sectors += touched;
  }
}
