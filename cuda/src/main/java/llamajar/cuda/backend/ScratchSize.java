package llamajar.cuda.backend;

import llamajar.compute.CacheLayer;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.cuda.kernel.AttentionKernels;

/// How much memory kernels leave for each other.
final class ScratchSize {
  private ScratchSize() {}

  /// The most that any batch needs.
  static Scratch.Size of(Program program, StepCompiler compiler, int maxRows, int multiprocessors) {
    return new Scratch.Size(
        (long) compiler.quantizedWidth() * maxRows,
        (long) compiler.shortWidth() * maxRows,
        (long) compiler.expertsPerRow() * maxRows,
        partialBytes(program, maxRows, multiprocessors));
  }

  private static long partialBytes(Program program, int maxRows, int multiprocessors) {
    long most = 0;
    for (Op op : program.ops()) {
      if (op instanceof Op.Attention attention) {
        CacheLayer layer = program.cacheLayers().get(attention.cache());
        int heads = attention.headCount();
        for (int rows = 1; rows <= maxRows; rows++) {
          int splits = AttentionKernels.splits(layer, heads, rows, multiprocessors);
          most = Math.max(most, AttentionKernels.partialBytes(layer, heads, rows, splits));
        }
      }
    }
    return most;
  }
}
