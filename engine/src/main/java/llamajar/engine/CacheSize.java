package llamajar.engine;

import llamajar.compute.KvStore;
import llamajar.compute.Program;

/// How many blocks of keys and values all sessions of a model can have at the same time.
///
/// @param blocks of layers that keep all positions
/// @param windowBlocks of layers with a sliding window, which keep positions near its end and near
///   checkpoints
public record CacheSize(int blocks, int windowBlocks) {

  /// The blocks of a model.
  ///
  /// @param options with the context length that the model is opened with, not 0
  public static CacheSize of(Program program, ModelOptions options) {
    int positions = options.contextLength();
    int blocks = Math.multiplyExact(KvStore.blocksFor(positions), options.sessions());
    int maxRows = Math.min(options.batchLength(), positions);
    long kept =
        (long) options.sessions() * Checkpoints.windowBlocks(KvPool.window(program), maxRows);
    return new CacheSize(blocks, (int) Math.min(blocks, kept));
  }
}
