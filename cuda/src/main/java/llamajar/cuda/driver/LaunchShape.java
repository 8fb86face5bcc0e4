package llamajar.cuda.driver;

/// How many threads run a kernel: a grid of blocks of threads.
///
/// @param gridX blocks along the first axis
/// @param gridY blocks along the second axis
/// @param gridZ blocks along the third axis
/// @param blockX threads of a block along the first axis
/// @param blockY threads of a block along the second axis
/// @param blockZ threads of a block along the third axis
/// @param dynamicSharedBytes shared memory of each block beside what the kernel declares
public record LaunchShape(
    int gridX, int gridY, int gridZ, int blockX, int blockY, int blockZ, int dynamicSharedBytes) {

  /// Every count is at least one.
  public LaunchShape {
    if (Math.min(Math.min(gridX, gridY), gridZ) < 1
        || Math.min(Math.min(blockX, blockY), blockZ) < 1
        || dynamicSharedBytes < 0) {
      throw new IllegalArgumentException(
          "no launch has the shape %d × %d × %d blocks of %d × %d × %d threads, %d bytes"
              .formatted(gridX, gridY, gridZ, blockX, blockY, blockZ, dynamicSharedBytes));
    }
  }

  /// A row of blocks, each a row of threads.
  public static LaunchShape of(int blocks, int threads) {
    return new LaunchShape(blocks, 1, 1, threads, 1, 1, 0);
  }

  /// A grid with other blocks along the second axis.
  public LaunchShape withGridY(int blocks) {
    return new LaunchShape(gridX, blocks, gridZ, blockX, blockY, blockZ, dynamicSharedBytes);
  }

  /// A grid with other blocks along the third axis.
  public LaunchShape withGridZ(int blocks) {
    return new LaunchShape(gridX, gridY, blocks, blockX, blockY, blockZ, dynamicSharedBytes);
  }

  /// Blocks with other threads along the second axis.
  public LaunchShape withBlockY(int threads) {
    return new LaunchShape(gridX, gridY, gridZ, blockX, threads, blockZ, dynamicSharedBytes);
  }

  /// The same threads with other dynamic shared memory.
  public LaunchShape withDynamicSharedBytes(int bytes) {
    return new LaunchShape(gridX, gridY, gridZ, blockX, blockY, blockZ, bytes);
  }

  /// Threads in each block.
  public int threadsPerBlock() {
    return blockX * blockY * blockZ;
  }
}
