package llamajar.compute.cpu.x64.product;

/// Activations as integer kernels read them: integers with a scale for each 32, in groups of 256.
///
/// A vector `x` becomes `x[k] ≈ a[k / 32] · q[k]` with `a = max |x| / 127`; a [Rounding] may give
/// all scales of a group the same value, that of its greatest `|x|`. Groups of all columns
/// alternate, `[group][column]`, and each is
///
/// | bytes | what |
/// |---|---|
/// | 0 … 255 | `q`, 256 × int8 |
/// | 256 … 287 | `a`, 8 × float32 |
/// | 288 … 319 | `a · Σ q` over 32 each, 8 × float32 |
/// | 320 … 383 | zeros |
/// | 384 … 447 | `a`, each twice: 16 × float32 |
/// | 448 … 511 | `a · Σ q` over 16 each, 16 × float32 |
/// | 512 … 767 | `r`, 256 × int8, if precise |
///
/// Precise activations have 16 bits, `x[k] ≈ a[k / 32] · (256 · q[k] + r[k])` with `a = max |x| /
/// 32512`, or 14, see [Rounding]; then `256 q + r` takes the place of `q` in the sums.
///
/// What is missing in the last group is zero. The sums serve types whose weights have an offset or
/// a minimum; the zeros let 8 sums be read as a vector of 16.
final class ActivationLayout {
  /// Weights in a group.
  static final int GROUP = 256;

  /// Bytes of a group.
  static final int GROUP_BYTES = 768;

  /// Activations with one scale.
  static final int BLOCK = 32;

  static final int SCALES = 256;
  static final int SUMS = 288;
  static final int FINE_SCALES = 384;
  static final int FINE_SUMS = 448;
  static final int LOW = 512;

  private ActivationLayout() {}

  static int groups(int rowLength) {
    return Math.ceilDiv(rowLength, GROUP);
  }

  static long bytes(int rowLength, int columns) {
    return (long) groups(rowLength) * columns * GROUP_BYTES;
  }
}
