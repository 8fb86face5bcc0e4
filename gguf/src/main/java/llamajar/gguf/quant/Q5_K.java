package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u64;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// Q5_K: 256 weights of 5 bits; every 32 have a 6-bit scale and a 6-bit minimum.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale of the scales: binary16 |
/// | 2 | 2 | `dmin`, the scale of the minima: binary16 |
/// | 4 | 12 | eight 6-bit scales and minima, one per 32 weights: [SixBitScales] |
/// | 16 | 32 | fifth bits: bit `g` of byte `k` belongs to weight `32g + k` |
/// | 48 | 128 | low bits, 32 bytes per 64: byte `k` has weights `k` (low nibble), `k + 32` |
///
/// `w = d · scale · (low + 16 · fifth) − dmin · minimum`
final class Q5_K extends TypeCodec {
  Q5_K() {
    super(TensorType.Q5_K, 256, 2 + 2 + 12 + 32 + 128);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    float dmin = half(source, block + 2);
    for (int group = 0; group < 8; group++) {
      float scale = d * SixBitScales.scale(source, block + 4, group);
      float minimum = dmin * SixBitScales.minimum(source, block + 4, group);
      long low = block + 48 + 32L * (group / 2);
      for (int k = 0; k < 32; k += 8) {
        long codes =
            Octet.bits(u64(source, low + k), 4 * (group % 2), 4)
                | (Octet.bits(u64(source, block + 16 + k), group, 1) << 4);
        Octet.decodeAbove(codes, scale, minimum, target, first + 32 * group + k);
      }
    }
  }
}
