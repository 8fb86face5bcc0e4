package llamajar.cuda.kernel;

/// Rows of activations in device memory, as floats or quantized: bytes with a scale per 32.
///
/// @param floats `[rows][length]`, or 0
/// @param bytes `[rows][length]`, or 0
/// @param scales `[rows][length / 32]`: one float
/// @param sums `[rows][length / 32]`: two floats, scale times the sum of the first and last 16
///   bytes
public record Rows(long floats, long bytes, long scales, long sums) {

  /// Floats only.
  public static Rows ofFloats(long address) {
    return new Rows(address, 0, 0, 0);
  }

  /// Bytes only, in memory of [#quantizedBytes(long)] at an address that is a multiple of 16.
  ///
  /// @param count numbers that fit; a multiple of 32
  public static Rows quantized(long address, long count) {
    long sums = address + count;
    return new Rows(0, address, sums + count / 4, sums);
  }

  /// Memory for so many quantized numbers, in bytes.
  public static long quantizedBytes(long count) {
    return count + count / 8 + count / 4;
  }
}
