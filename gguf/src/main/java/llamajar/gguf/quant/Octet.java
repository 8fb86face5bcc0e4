package llamajar.gguf.quant;

/// Eight neighbouring weights' codes as the eight bytes of a `long`, lowest byte first, so that a
/// few operations on the whole do what would otherwise be done eight times.
final class Octet {
  private static final long ONES = 0x0101010101010101L;

  /// Byte `j` holds bit `j`.
  private static final long DIAGONAL = 0x8040201008040201L;

  private Octet() {}

  /// `count` bits of each byte (1 to 4), the lowest of them at `position`.
  static long bits(long bytes, int position, int count) {
    return (bytes >>> position) & (ONES * ((1 << count) - 1));
  }

  /// Completes a set of seven signs: the eighth makes the number of minus signs even.
  static int withParity(int signs) {
    return signs | ((Integer.bitCount(signs) & 1) << 7);
  }

  /// Negates the bytes whose bit in `signs` is set (bit `j` for byte `j`).
  ///
  /// @param magnitudes bytes from 1 to 127; a zero would carry into its neighbour
  static long negate(long magnitudes, int signs) {
    long selected = (signs * ONES) & DIAGONAL;
    // 1 in each byte that has its bit, whichever bit that is: adding 127 carries it to the top.
    long negative = ((selected + ONES * 0x7F) >>> 7) & ONES;
    return (magnitudes ^ (negative * 0xFF)) + negative;
  }

  /// Writes `scale · byte` for eight signed bytes.
  static void decode(long bytes, float scale, float[] target, int first) {
    for (int j = 0; j < 8; j++) {
      target[first + j] = scale * (byte) (bytes >>> (8 * j));
    }
  }

  /// Writes `scale · (byte − zero)` for eight signed bytes.
  static void decode(long bytes, float scale, int zero, float[] target, int first) {
    for (int j = 0; j < 8; j++) {
      target[first + j] = scale * ((byte) (bytes >>> (8 * j)) - zero);
    }
  }

  /// Writes `scale · (byte + shift)` for eight signed bytes.
  static void decodeShifted(long bytes, float scale, float shift, float[] target, int first) {
    for (int j = 0; j < 8; j++) {
      target[first + j] = scale * ((byte) (bytes >>> (8 * j)) + shift);
    }
  }

  /// Writes `scale · byte − minimum` for eight signed bytes.
  static void decodeAbove(long bytes, float scale, float minimum, float[] target, int first) {
    for (int j = 0; j < 8; j++) {
      target[first + j] = scale * (byte) (bytes >>> (8 * j)) - minimum;
    }
  }
}
