package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.bits;
import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// Q2_K: 256 weights of 2 bits; every 16 have a 4-bit scale and a 4-bit minimum.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 16 | per 16 weights a byte: scale (low nibble) and minimum (high nibble) |
/// | 16 | 64 | codes |
/// | 80 | 2 | `d`, the scale of the scales: binary16 |
/// | 82 | 2 | `dmin`, the scale of the minima: binary16 |
///
/// Two-bit codes come in two runs of 32 bytes, one per 128 weights; bits `2p` and `2p + 1` of byte
/// `k` of a run belong to weight `32p + k` of its 128.
///
/// `w = d · scale · code − dmin · minimum`
final class Q2_K extends TypeCodec {
  Q2_K() {
    super(TensorType.Q2_K, 256, 16 + 64 + 2 + 2);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block + 80);
    float dmin = half(source, block + 82);
    for (int group = 0; group < 16; group++) {
      int factors = u8(source, block + group);
      float scale = d * (factors & 0xF);
      float minimum = dmin * (factors >> 4);
      long codes = block + 16 + 32L * (group / 8) + 16L * (group % 2);
      int shift = 2 * (group / 2 % 4);
      for (int k = 0; k < 16; k++) {
        int code = bits(u8(source, codes + k), shift, 2);
        target[first + 16 * group + k] = scale * code - minimum;
      }
    }
  }
}
