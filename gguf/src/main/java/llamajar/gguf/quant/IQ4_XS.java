package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.bits;
import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u16;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// IQ4_XS: 256 weights of 4 bits that index a codebook; every 32 have a signed 6-bit scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale of the scales: binary16 |
/// | 2 | 2 | upper two bits of the scales: those of scale `g` at bit `2g` |
/// | 4 | 4 | low four bits of the scales, in order, low nibble first |
/// | 8 | 128 | codes, 16 bytes per 32 weights: byte `k` has weights `k` (low nibble), `k + 16` |
///
/// `w = d · (scale − 32) · codebook(code)`, see [Codebook#IQ4_NL].
final class IQ4_XS extends TypeCodec {
  private static final byte[] VALUES = Codebook.IQ4_NL.values16();

  IQ4_XS() {
    super(TensorType.IQ4_XS, 256, 2 + 2 + 4 + 128);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    int uppers = u16(source, block + 2);
    for (int group = 0; group < 8; group++) {
      int low = bits(u8(source, block + 4 + group / 2), 4 * (group % 2), 4);
      int upper = bits(uppers, 2 * group, 2);
      float scale = d * (low + 16 * upper - 32);
      for (int k = 0; k < 16; k++) {
        int pair = u8(source, block + 8 + 16L * group + k);
        target[first + 32 * group + k] = scale * VALUES[pair & 0xF];
        target[first + 32 * group + k + 16] = scale * VALUES[pair >> 4];
      }
    }
  }
}
