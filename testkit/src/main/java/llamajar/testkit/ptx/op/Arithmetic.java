package llamajar.testkit.ptx.op;

import java.util.Collections;
import java.util.List;
import llamajar.testkit.ptx.syntax.PtxType;

/// What a form calculates, and of which types.
record Arithmetic(Scalar scalar, PtxType result, List<PtxType> sources) {

  /// A form whose result and sources have one type.
  static Arithmetic uniform(Scalar scalar, PtxType type, int sources) {
    return new Arithmetic(scalar, type, Collections.nCopies(sources, type));
  }

  static Arithmetic of(Scalar scalar, PtxType result, PtxType... sources) {
    return new Arithmetic(scalar, result, List.of(sources));
  }

  /// The same for each thread of a warp.
  LaneFunction lanes() {
    return scalar.over(result, sources.toArray(PtxType[]::new));
  }
}
