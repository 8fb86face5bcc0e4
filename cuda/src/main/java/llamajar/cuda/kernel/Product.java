package llamajar.cuda.kernel;

/// A matrix to multiply with, and what becomes of the result: `out = factor · factors[expert] ·
/// matrix · in + bias + residual`.
///
/// @param out `[columns][rows]` floats
/// @param bias `[experts][rows]` floats, or 0
/// @param residual as `out`, which it may be, or 0
/// @param factors `[experts]` floats, or 0
public record Product(
    DeviceMatrix matrix, long out, long bias, long residual, long factors, float factor) {

  /// The same product, added to what is there already.
  public Product addedToItself() {
    return new Product(matrix, out, 0, out, factors, factor);
  }
}
