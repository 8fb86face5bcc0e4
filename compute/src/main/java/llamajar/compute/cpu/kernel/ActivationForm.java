package llamajar.compute.cpu.kernel;

import java.lang.foreign.MemorySegment;

/// How a product kernel wants its activations, and what brings them there. Products of one input
/// whose kernels want the same form, by [Object#equals], share the work.
public interface ActivationForm {

  /// The floats as they are; there is nothing to prepare.
  ActivationForm FLOATS =
      new ActivationForm() {
        @Override
        public long bytes(int width, int columns) {
          return 0;
        }

        @Override
        public int parts(int columns) {
          return 0;
        }

        @Override
        public boolean isCheap(int columns) {
          return true;
        }

        @Override
        public void prepare(FloatRows in, int part, MemorySegment target, Scratch scratch) {
          throw new IllegalStateException("floats need no preparation");
        }
      };

  /// Bytes of prepared activations.
  long bytes(int width, int columns);

  /// Number of parts that can be prepared independently.
  int parts(int columns);

  /// Whether threads had better prepare everything each for themselves than wait for each other.
  boolean isCheap(int columns);

  /// Prepares one part.
  ///
  /// @param in `[columns × width]`
  /// @param part 0 to `parts − 1`
  /// @param target `bytes(…)` bytes at least, aligned to 64
  void prepare(FloatRows in, int part, MemorySegment target, Scratch scratch);
}
