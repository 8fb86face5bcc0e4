package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.bits;
import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u16;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// IQ1_S: 256 nearly ternary weights in lattice points of 8; every 32 have a 3-bit scale and a
/// shift.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale of the scales: binary16 |
/// | 2 | 32 | low 8 bits of the grid indices, one byte per 8 weights |
/// | 34 | 16 | a 16-bit word per 32 weights |
///
/// A word has four times the upper 3 bits of a grid index, lowest first, the scale (3 bits), and
/// the sign of the shift (the top bit). The shift is −1/8 where its bit is set, +1/8 elsewhere; no
/// weight can be zero.
///
/// `w = d · (2 · scale + 1) · (point + shift)`, the point from [Grid#IQ1_S].
final class IQ1_S extends TypeCodec {
  private static final long[] GRID = Grid.IQ1_S.words();

  IQ1_S() {
    super(TensorType.IQ1_S, 256, 2 + 32 + 16);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    for (int group = 0; group < 8; group++) {
      int head = u16(source, block + 34 + 2L * group);
      float scale = d * (2 * bits(head, 12, 3) + 1);
      float shift = bits(head, 15, 1) != 0 ? -0.125f : 0.125f;
      for (int k = 0; k < 4; k++) {
        int upper = bits(head, 3 * k, 3);
        long point = GRID[u8(source, block + 2 + 4L * group + k) + 256 * upper];
        Octet.decodeShifted(point, scale, shift, target, first + 32 * group + 8 * k);
      }
    }
  }
}
