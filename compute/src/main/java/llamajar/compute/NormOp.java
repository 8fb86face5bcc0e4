package llamajar.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import llamajar.gguf.Tensor;
import org.jspecify.annotations.Nullable;

/// An op that normalises each segment of each row by itself: the whole row, or each head of it.
///
/// A weight, or bias, has one number for each element of a segment, which all segments share, or
/// one for each element of a row.
public sealed interface NormOp extends Op.OneInput, Op.OneOutput {

  /// Elements that are normalised together; divides the width of the row.
  int segmentLength();

  /// Factor on each element; null: 1.
  @Nullable Tensor weight();

  /// What is added in the end; null: 0.
  @Nullable Tensor bias();

  /// What keeps the division possible.
  float epsilon();

  @Override
  default List<Tensor> weights() {
    List<Tensor> weights = new ArrayList<>();
    if (weight() != null) {
      weights.add(weight());
    }
    if (bias() != null) {
      weights.add(bias());
    }
    return weights;
  }

  /// `out = in / sqrt(mean(in²) + epsilon) · weight`, for each segment.
  record RmsNorm(Value in, int segmentLength, @Nullable Tensor weight, float epsilon, Value out)
      implements NormOp {
    @Override
    public @Nullable Tensor bias() {
      return null;
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new RmsNorm(rename.apply(in), segmentLength, weight, epsilon, rename.apply(out));
    }
  }

  /// `out = (in − mean) / sqrt(variance + epsilon) · weight + bias`, for each segment; the variance
  /// is the mean of squares.
  record LayerNorm(
      Value in,
      int segmentLength,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      float epsilon,
      Value out)
      implements NormOp {
    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new LayerNorm(
          rename.apply(in), segmentLength, weight, bias, epsilon, rename.apply(out));
    }
  }
}
