package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.bits;
import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// IQ2_S: 256 weights in lattice points of 8 with explicit signs; every 16 have a 4-bit scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale of the scales: binary16 |
/// | 2 | 32 | low 8 bits of the grid indices, one byte per 8 weights |
/// | 34 | 32 | signs, one byte per 8 weights: a set bit makes its weight negative |
/// | 66 | 8 | upper 2 bits of the grid indices, in order, lowest bits first |
/// | 74 | 8 | scales, in order, low nibble first |
///
/// `w = d · (2 · scale + 1) / 8 · (± magnitude)`, the magnitude from [Grid#IQ2_S].
final class IQ2_S extends TypeCodec {
  private static final long[] GRID = Grid.IQ2_S.words();

  IQ2_S() {
    super(TensorType.IQ2_S, 256, 2 + 32 + 32 + 8 + 8);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    for (int k = 0; k < 32; k++) {
      int factor = bits(u8(source, block + 74 + k / 4), 4 * (k / 2 % 2), 4);
      float scale = d * (2 * factor + 1) / 8;
      int upper = bits(u8(source, block + 66 + k / 4), 2 * (k % 4), 2);
      long point = GRID[u8(source, block + 2 + k) + 256 * upper];
      long signed = Octet.negate(point, u8(source, block + 34 + k));
      Octet.decode(signed, scale, target, first + 8 * k);
    }
  }
}
