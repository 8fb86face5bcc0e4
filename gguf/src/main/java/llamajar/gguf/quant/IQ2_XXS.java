package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.bits;
import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u32;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// IQ2_XXS: 256 weights in lattice points of 8; every 32 have a 4-bit scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale of the scales: binary16 |
/// | 2 | 64 | per 32 weights: four bytes, the grid indices, and a 32-bit word |
///
/// The word has four sign sets of 7 bits, lowest first, and the scale in its top 4 bits. The eighth
/// sign of a set follows from the other seven: [Octet#withParity].
///
/// `w = d · (2 · scale + 1) / 8 · (± magnitude)`, the magnitude from [Grid#IQ2_XXS].
final class IQ2_XXS extends TypeCodec {
  private static final long[] GRID = Grid.IQ2_XXS.words();

  IQ2_XXS() {
    super(TensorType.IQ2_XXS, 256, 2 + 64);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    for (int group = 0; group < 8; group++) {
      long indices = block + 2 + 8L * group;
      int signs = u32(source, indices + 4);
      float scale = d * (2 * bits(signs, 28, 4) + 1) / 8;
      for (int k = 0; k < 4; k++) {
        long point = GRID[u8(source, indices + k)];
        long signed = Octet.negate(point, Octet.withParity(bits(signs, 7 * k, 7)));
        Octet.decode(signed, scale, target, first + 32 * group + 8 * k);
      }
    }
  }
}
