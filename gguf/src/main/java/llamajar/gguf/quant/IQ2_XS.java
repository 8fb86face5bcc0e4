package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.bits;
import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u16;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// IQ2_XS: 256 weights in lattice points of 8; every 16 have a 4-bit scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale of the scales: binary16 |
/// | 2 | 64 | 16 bits per 8 weights: grid index in the low 9, sign set in the upper 7 |
/// | 66 | 8 | scales, in order, low nibble first |
///
/// The eighth sign of a set follows from the other seven: [Octet#withParity].
///
/// `w = d · (2 · scale + 1) / 8 · (± magnitude)`, the magnitude from [Grid#IQ2_XS].
final class IQ2_XS extends TypeCodec {
  private static final long[] GRID = Grid.IQ2_XS.words();

  IQ2_XS() {
    super(TensorType.IQ2_XS, 256, 2 + 64 + 8);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    for (int k = 0; k < 32; k++) {
      int factor = bits(u8(source, block + 66 + k / 4), 4 * (k / 2 % 2), 4);
      float scale = d * (2 * factor + 1) / 8;
      int code = u16(source, block + 2 + 2L * k);
      long signed = Octet.negate(GRID[bits(code, 0, 9)], Octet.withParity(bits(code, 9, 7)));
      Octet.decode(signed, scale, target, first + 8 * k);
    }
  }
}
