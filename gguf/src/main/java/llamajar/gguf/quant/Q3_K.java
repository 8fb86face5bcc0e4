package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.bits;
import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u64;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// Q3_K: 256 weights of 3 bits; every 16 have a signed 6-bit scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 32 | high bits: bit `p` of byte `k` belongs to weight `32p + k` |
/// | 32 | 64 | the lower two bits of the codes |
/// | 96 | 8 | low bits of the scales: byte `j` has scales `j` (low nibble) and `j + 8` (high) |
/// | 104 | 4 | upper bits of the scales: bits `2q`, `2q + 1` of byte `j` are of scale `4q + j` |
/// | 108 | 2 | `d`, the scale of the scales: binary16 |
///
/// Two-bit codes come in two runs of 32 bytes, one per 128 weights; bits `2p` and `2p + 1` of byte
/// `k` of a run belong to weight `32p + k` of its 128.
///
/// `w = d · (scale − 32) · (lower + 4 · high − 4)`
final class Q3_K extends TypeCodec {
  Q3_K() {
    super(TensorType.Q3_K, 256, 32 + 64 + 12 + 2);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block + 108);
    for (int group = 0; group < 16; group++) {
      float scale = d * (scale(source, block + 96, group) - 32);
      long lower = block + 32 + 32L * (group / 8) + 16L * (group % 2);
      long high = block + 16L * (group % 2);
      int plane = group / 2;
      for (int k = 0; k < 16; k += 8) {
        long codes =
            Octet.bits(u64(source, lower + k), 2 * (plane % 4), 2)
                | (Octet.bits(u64(source, high + k), plane, 1) << 2);
        Octet.decode(codes, scale, 4, target, first + 16 * group + k);
      }
    }
  }

  private static int scale(MemorySegment source, long scales, int group) {
    int low = bits(u8(source, scales + group % 8), 4 * (group / 8), 4);
    int upper = bits(u8(source, scales + 8 + group % 4), 2 * (group / 4), 2);
    return low + 16 * upper;
  }
}
