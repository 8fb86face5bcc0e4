package llamajar.compute;

import java.util.List;
import java.util.function.UnaryOperator;
import llamajar.gguf.Tensor;

/// An op on the segments of a row, such as the heads of a query.
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

  /// Segments of two rows in turn: `out = left segment 0, right segment 0, left segment 1, …`.
  ///
  /// @param segments number of segments in each
  record Join(Value left, Value right, int segments, Value out) implements SegmentOp {
    @Override
    public List<Value> inputs() {
      return List.of(left, right);
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new Join(rename.apply(left), rename.apply(right), segments, rename.apply(out));
    }
  }

  /// Multiplies each segment with a matrix of its own: `out_s[o] = Σ_i matrix_s[o][i] · in_s[i]`,
  /// or `Σ_i matrix_s[i][o] · in_s[i]` if they are transposed.
  ///
  /// @param matrices one for each segment, all of one type and shape
  /// @param transposed whether the rows of the matrices belong to the inputs
  record SegmentMatMul(Value in, List<Tensor> matrices, boolean transposed, Value out)
      implements SegmentOp {
    /// Copies the list of matrices.
    public SegmentMatMul {
      matrices = List.copyOf(matrices);
    }

    @Override
    public List<Value> inputs() {
      return List.of(in);
    }

    @Override
    public List<Tensor> weights() {
      return matrices;
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new SegmentMatMul(rename.apply(in), matrices, transposed, rename.apply(out));
    }
  }
}
