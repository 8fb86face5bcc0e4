package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.bits;
import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// Q4_K: 256 weights of 4 bits; every 32 have a 6-bit scale and a 6-bit minimum.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale of the scales: binary16 |
/// | 2 | 2 | `dmin`, the scale of the minima: binary16 |
/// | 4 | 12 | eight 6-bit scales and minima, one per 32 weights: [SixBitScales] |
/// | 16 | 128 | codes, 32 bytes per 64 weights: byte `k` has weights `k` (low nibble), `k + 32` |
///
/// `w = d · scale · code − dmin · minimum`
final class Q4_K extends TypeCodec {
  Q4_K() {
    super(TensorType.Q4_K, 256, 2 + 2 + 12 + 128);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    float dmin = half(source, block + 2);
    for (int group = 0; group < 8; group++) {
      float scale = d * SixBitScales.scale(source, block + 4, group);
      float minimum = dmin * SixBitScales.minimum(source, block + 4, group);
      long codes = block + 16 + 32L * (group / 2);
      int shift = 4 * (group % 2);
      for (int k = 0; k < 32; k++) {
        int code = bits(u8(source, codes + k), shift, 4);
        target[first + 32 * group + k] = scale * code - minimum;
      }
    }
  }
}
