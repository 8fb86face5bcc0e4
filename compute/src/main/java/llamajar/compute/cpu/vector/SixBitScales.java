package llamajar.compute.cpu.vector;

/// The eight scales and eight minima of Q4_K and Q5_K, six bits each, which are packed in 12 bytes:
/// those of the first four groups in the low bits of the first eight bytes, the rest in nibbles of
/// the last four bytes and in the free bits of the others.
final class SixBitScales {
  private static final int SIX_BITS = 0x3F3F3F3F;
  private static final int NIBBLES = 0x0F0F0F0F;
  private static final int UPPER_BITS = 0x30303030;

  private SixBitScales() {}

  /// The scales, group 0 in the lowest byte.
  static long scales(long packed) {
    int first = Memory.i32(packed);
    int last = Memory.i32(packed + 8);
    return join(first & SIX_BITS, (last & NIBBLES) | ((first >>> 2) & UPPER_BITS));
  }

  /// The minima, group 0 in the lowest byte.
  static long minima(long packed) {
    int second = Memory.i32(packed + 4);
    int last = Memory.i32(packed + 8);
    return join(second & SIX_BITS, ((last >>> 4) & NIBBLES) | ((second >>> 2) & UPPER_BITS));
  }

  private static long join(int low, int high) {
    return low | ((long) high << 32);
  }
}
