package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.bits;
import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u32;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// IQ3_XXS: 256 weights in lattice points of 4; every 32 have a 4-bit scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale of the scales: binary16 |
/// | 2 | 64 | grid indices, one byte per 4 weights |
/// | 66 | 32 | a 32-bit word per 32 weights |
///
/// A word has four sign sets of 7 bits, lowest first, each for 8 weights, and the scale in its top
/// 4 bits. The eighth sign of a set follows from the other seven: [Octet#withParity].
///
/// `w = d · (2 · scale + 1) / 4 · (± magnitude)`, the magnitude from [Grid#IQ3_XXS].
final class IQ3_XXS extends TypeCodec {
  private static final long[] GRID = Grid.IQ3_XXS.words();

  IQ3_XXS() {
    super(TensorType.IQ3_XXS, 256, 2 + 64 + 32);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    for (int group = 0; group < 8; group++) {
      int signs = u32(source, block + 66 + 4L * group);
      float scale = d * (2 * bits(signs, 28, 4) + 1) / 4;
      for (int k = 0; k < 4; k++) {
        long indices = block + 2 + 8L * group + 2L * k;
        long points = GRID[u8(source, indices)] | (GRID[u8(source, indices + 1)] << 32);
        long signed = Octet.negate(points, Octet.withParity(bits(signs, 7 * k, 7)));
        Octet.decode(signed, scale, target, first + 32 * group + 8 * k);
      }
    }
  }
}
