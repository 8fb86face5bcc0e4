package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import java.util.List;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.Scratch;

/// Normalises each segment of each row by itself.
final class NormStep extends Step {

  /// Normalises one segment.
  @FunctionalInterface
  interface Kernel {
    /// @param offset of its first element in the input and the output, in floats
    void normalize(
        long offset, MemorySegment weight, MemorySegment bias, int count, Scratch scratch);
  }

  private final FloatRows out;
  private final int segmentLength;
  private final Kernel kernel;
  private final List<MemorySegment> weights;
  private final List<MemorySegment> biases;

  /// @param weights of each segment of a row, or one for all
  /// @param biases likewise
  NormStep(
      FloatRows out,
      int segmentLength,
      Kernel kernel,
      List<MemorySegment> weights,
      List<MemorySegment> biases) {
    this.out = out;
    this.segmentLength = segmentLength;
    this.kernel = kernel;
    this.weights = weights;
    this.biases = biases;
  }

  @Override
  void run(RunState state, int member) {
    int perRow = out.width() / segmentLength;
    int segments = out.rows() * perRow;
    for (int s = member; s < segments; s += state.team.members()) {
      int place = s % perRow;
      kernel.normalize(
          (long) s * segmentLength,
          weights.get(weights.size() == 1 ? 0 : place),
          biases.get(biases.size() == 1 ? 0 : place),
          segmentLength,
          state.scratch[member]);
    }
  }
}
