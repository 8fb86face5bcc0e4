package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.bits;
import static llamajar.gguf.quant.BlockFields.u16;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// IQ1_M: 256 nearly ternary weights in lattice points of 8; every 16 have a 3-bit scale, every 8 a
/// shift.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 32 | low 8 bits of the grid indices, one byte per 8 weights |
/// | 32 | 16 | a nibble per 8 weights, in order, low nibble first |
/// | 48 | 8 | four 16-bit words, one per 64 weights |
///
/// A nibble has the upper 3 bits of a grid index and the sign of the shift (the top bit). The shift
/// is −1/8 where its bit is set, +1/8 elsewhere; no weight can be zero.
///
/// A word has four 3-bit scales, lowest first, and a nibble of `d` (the top 4 bits). `d`, the scale
/// of the scales, is a binary16 number with no field of its own: its nibbles, lowest first, are
/// those of the four words.
///
/// `w = d · (2 · scale + 1) · (point + shift)`, the point from [Grid#IQ1_S].
final class IQ1_M extends TypeCodec {
  private static final long[] GRID = Grid.IQ1_S.words();

  IQ1_M() {
    super(TensorType.IQ1_M, 256, 32 + 16 + 8);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = scaleOfScales(source, block + 48);
    for (int k = 0; k < 32; k++) {
      int factor = bits(u16(source, block + 48 + 2L * (k / 8)), 3 * (k / 2 % 4), 3);
      float scale = d * (2 * factor + 1);
      int head = bits(u8(source, block + 32 + k / 2), 4 * (k % 2), 4);
      float shift = bits(head, 3, 1) != 0 ? -0.125f : 0.125f;
      long point = GRID[u8(source, block + k) + 256 * bits(head, 0, 3)];
      Octet.decodeShifted(point, scale, shift, target, first + 8 * k);
    }
  }

  private static float scaleOfScales(MemorySegment source, long words) {
    int half = 0;
    for (int q = 0; q < 4; q++) {
      half += bits(u16(source, words + 2L * q), 12, 4) << (4 * q);
    }
    return Float.float16ToFloat((short) half);
  }
}
