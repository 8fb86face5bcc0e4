package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;

/// The 12 bytes in which Q4_K and Q5_K pack eight 6-bit scales and eight 6-bit minima.
///
/// | bytes | low bits | upper two bits |
/// |---|---|---|
/// | 0 … 3 | scales 0 … 3 (6 bits) | upper bits of scales 4 … 7 |
/// | 4 … 7 | minima 0 … 3 (6 bits) | upper bits of minima 4 … 7 |
/// | 8 … 11 | low nibbles of scales 4 … 7, and above them those of minima 4 … 7 | |
final class SixBitScales {
  private SixBitScales() {}

  /// Scale `group`, 0 to 63.
  static int scale(MemorySegment source, long packed, int group) {
    if (group < 4) {
      return u8(source, packed + group) & 0x3F;
    }
    int low = u8(source, packed + 4 + group) & 0xF;
    return low + 16 * (u8(source, packed + group - 4) >> 6);
  }

  /// Minimum `group`, 0 to 63.
  static int minimum(MemorySegment source, long packed, int group) {
    if (group < 4) {
      return u8(source, packed + 4 + group) & 0x3F;
    }
    int low = u8(source, packed + 4 + group) >> 4;
    return low + 16 * (u8(source, packed + group) >> 6);
  }
}
