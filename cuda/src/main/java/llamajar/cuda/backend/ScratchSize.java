package llamajar.cuda.backend;

import llamajar.compute.CacheLayer;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.cuda.kernel.AttentionKernels;
import llamajar.cuda.kernel.Launcher;

/// How much memory splits of attention leave for each other.
final class ScratchSize {
  private ScratchSize() {}

  /// The most that any batch needs.
  static long partialBytes(Program program, int maxRows, Launcher launcher) {
    AttentionKernels kernels = new AttentionKernels(launcher);
    long most = 0;
    for (Op op : program.ops()) {
      if (op instanceof Op.Attention attention) {
        CacheLayer layer = program.cacheLayers().get(attention.cache());
        for (int rows = 1; rows <= maxRows; rows++) {
          int splits = kernels.splits(layer, attention.headCount(), rows);
          long bytes = AttentionKernels.partialBytes(layer, attention.headCount(), rows, splits);
          most = Math.max(most, bytes);
        }
      }
    }
    return most;
  }
}
