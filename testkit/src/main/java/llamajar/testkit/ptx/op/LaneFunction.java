package llamajar.testkit.ptx.op;

/// Calculates for all 32 threads of a warp, whether they take part or not.
///
/// Offsets are those of the registers' first threads, each in the file that the function expects.
@FunctionalInterface
interface LaneFunction {

  /// Sets the destination's 32 values.
  void apply(int[] words, long[] longs, int destination, int a, int b, int c);
}
