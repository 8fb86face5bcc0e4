package llamajar.testkit.ptx.op;

import llamajar.testkit.ptx.syntax.PtxType;

/// What an instruction calculates for one thread.
///
/// Integers come extended by their sign or by zeros as their type says, everything else as bits. Of
/// the result only the low bits count.
@FunctionalInterface
interface Scalar {

  /// The result for up to three sources; those that an instruction has not are zero.
  long apply(long a, long b, long c);

  /// The same for each thread of a warp.
  ///
  /// @param sources types of the sources
  default LaneFunction over(PtxType result, PtxType... sources) {
    return new ScalarLanes(this, result, sources);
  }
}
