package llamajar.gguf;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The extents of a tensor, fastest-varying first, as GGUF stores them; missing ones are 1.
///
/// A linear layer `y = W x` with `in` inputs and `out` outputs has the extents `[in, out]`: `out`
/// rows of `in` weights. A stack of experts is `[in, out, experts]`.
///
/// @param dimensions how many extents the file states (0 to 4)
/// @param extent0 length of a row
/// @param extent1 rows in a matrix
/// @param extent2 matrices in a stack
/// @param extent3 stacks
public record TensorShape(int dimensions, long extent0, long extent1, long extent2, long extent3) {

  /// Makes a shape from up to four extents.
  ///
  /// @throws IllegalArgumentException if there are more than four or one is negative
  /// @throws ArithmeticException if the number of elements does not fit in 63 bits
  public static TensorShape of(long... extents) {
    if (extents.length > 4) {
      throw new IllegalArgumentException("not a tensor shape: " + Arrays.toString(extents));
    }
    for (long extent : extents) {
      if (extent < 0) {
        throw new IllegalArgumentException("not a tensor shape: " + Arrays.toString(extents));
      }
    }
    long[] all = Arrays.copyOf(extents, 4);
    Arrays.fill(all, extents.length, 4, 1);
    TensorShape shape = new TensorShape(extents.length, all[0], all[1], all[2], all[3]);
    Math.multiplyExact(shape.rowLength(), shape.rowCount());
    return shape;
  }

  /// Weights in one row: the contraction length of a matrix product.
  public long rowLength() {
    return extent0;
  }

  /// Rows in the whole tensor.
  public long rowCount() {
    return Math.multiplyExact(Math.multiplyExact(extent1, extent2), extent3);
  }

  /// Weights in the whole tensor.
  public long elementCount() {
    return Math.multiplyExact(rowLength(), rowCount());
  }

  /// The extents that the file states.
  public List<Long> extents() {
    return List.of(extent0, extent1, extent2, extent3).subList(0, dimensions);
  }

  /// As people write shapes: `[2048, 8192]`.
  @Override
  public String toString() {
    return extents().stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
  }
}
