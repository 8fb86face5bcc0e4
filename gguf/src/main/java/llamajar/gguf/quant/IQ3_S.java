package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.bits;
import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// IQ3_S: 256 weights in lattice points of 4 with explicit signs; every 32 have a 4-bit scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale of the scales: binary16 |
/// | 2 | 64 | low 8 bits of the grid indices, one byte per 4 weights |
/// | 66 | 8 | ninth bits of the grid indices, in order, lowest bit first: one byte per 32 weights |
/// | 74 | 32 | signs, one byte per 8 weights: a set bit makes its weight negative |
/// | 106 | 4 | scales, in order, low nibble first |
///
/// `w = d · (2 · scale + 1) · (± magnitude)`, the magnitude from [Grid#IQ3_S].
final class IQ3_S extends TypeCodec {
  private static final long[] GRID = Grid.IQ3_S.words();

  IQ3_S() {
    super(TensorType.IQ3_S, 256, 2 + 64 + 8 + 32 + 4);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    for (int group = 0; group < 8; group++) {
      int factor = bits(u8(source, block + 106 + group / 2), 4 * (group % 2), 4);
      float scale = d * (2 * factor + 1);
      int ninths = u8(source, block + 66 + group);
      for (int k = 0; k < 4; k++) {
        long indices = block + 2 + 8L * group + 2L * k;
        int index0 = u8(source, indices) + 256 * bits(ninths, 2 * k, 1);
        int index1 = u8(source, indices + 1) + 256 * bits(ninths, 2 * k + 1, 1);
        long points = GRID[index0] | (GRID[index1] << 32);
        long signed = Octet.negate(points, u8(source, block + 74 + 4L * group + k));
        Octet.decode(signed, scale, target, first + 32 * group + 8 * k);
      }
    }
  }
}
