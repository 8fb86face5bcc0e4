package llamajar.cuda.kernel;

import llamajar.cuda.driver.LaunchShape;

/// Kernels that do one thing as fast as the device can.
public final class BenchKernels {
  private static final String MODULE = "bench";
  private static final int THREADS = 256;
  private static final int WARPS = THREADS / 32;
  private static final int BYTES_PER_STEP = 16;

  /// Products of 16 × 8 × 32 that each warp computes in a round.
  private static final int PRODUCTS = 8;

  private static final long OPERATIONS = 2L * 16 * 8 * 32;

  private final Launcher launcher;
  private final int copyBlocks;
  private final int multiplyBlocks;

  /// Kernels on a launcher's stream.
  public BenchKernels(Launcher launcher) {
    this.launcher = launcher;
    copyBlocks = blocks("copy");
    multiplyBlocks = blocks("multiply");
  }

  /// As many as the device can hold at a time.
  private int blocks(String kernel) {
    int perMultiprocessor =
        launcher.function(MODULE, kernel).activeBlocksPerMultiprocessor(THREADS, 0);
    return Math.max(1, perMultiprocessor) * launcher.multiprocessors();
  }

  /// Copies a multiple of 16 bytes between addresses that are multiples of 16.
  public void copy(long from, long to, long bytes) {
    launcher.arguments().address(from).address(to).put64(bytes / BYTES_PER_STEP);
    launcher.launch(MODULE, "copy", LaunchShape.of(copyBlocks, THREADS));
  }

  /// Multiplies int8 numbers on tensor cores, in rounds.
  ///
  /// @param out memory of [#multiplyBytes()]
  public void multiply(long out, int rounds) {
    launcher.arguments().address(out).put32(rounds);
    launcher.launch(MODULE, "multiply", LaunchShape.of(multiplyBlocks, THREADS));
  }

  /// Memory for the results of [#multiply(long, int)].
  public long multiplyBytes() {
    return (long) multiplyBlocks * THREADS * Integer.BYTES;
  }

  /// Operations that all blocks together do in a round; a multiplication and the addition after it
  /// count as two.
  public long operationsPerRound() {
    return OPERATIONS * PRODUCTS * WARPS * multiplyBlocks;
  }
}
