package llamajar.testkit.ptx.op;

/// Tests two values of each of 32 threads, whether they take part or not.
@FunctionalInterface
interface MaskFunction {

  /// The threads for which the test holds, one bit each.
  int apply(int[] words, long[] longs, int a, int b);
}
