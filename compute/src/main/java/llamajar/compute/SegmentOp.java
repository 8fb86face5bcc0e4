package llamajar.compute;

import java.util.List;
import java.util.function.UnaryOperator;

/// An op that rearranges the segments of a row.
public sealed interface SegmentOp extends Op {

  /// The value that it writes.
  Value out();

  @Override
  default List<Value> outputs() {
    return List.of(out());
  }

  /// A part of each of several equally long segments of a row, one after another: `out[s · length +
  /// i] = in[s · stride + first + i]`, where `stride` is the length of a segment.
  ///
  /// @param segments number of segments
  /// @param first where the part begins in a segment
  /// @param length floats of the part
  record Slice(Value in, int segments, int first, int length, Value out) implements SegmentOp {

    @Override
    public List<Value> inputs() {
      return List.of(in);
    }

    /// Floats of a segment.
    public int stride() {
      return in.width() / segments;
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new Slice(rename.apply(in), segments, first, length, rename.apply(out));
    }
  }
}
