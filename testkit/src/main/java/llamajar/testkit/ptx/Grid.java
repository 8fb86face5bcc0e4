package llamajar.testkit.ptx;

/// How many threads run a kernel.
public record Grid(
    int gridX, int gridY, int gridZ, int blockX, int blockY, int blockZ, int dynamicSharedBytes) {

  /// A row of blocks, each a row of threads.
  public static Grid of(int blocks, int threads) {
    return new Grid(blocks, 1, 1, threads, 1, 1, 0);
  }
}
