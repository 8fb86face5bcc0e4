package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.s8;
import static llamajar.gguf.quant.BlockFields.u64;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// Q6_K: 256 weights of 6 bits; every 16 have a signed 8-bit scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 128 | low bits, 64 bytes per 128: byte `k` has weights `k` (low nibble), `k + 64` |
/// | 128 | 64 | upper two bits, 32 bytes per 128: byte `k` has `k`, `k + 32`, `k + 64`, `k + 96` |
/// | 192 | 16 | scales: signed bytes |
/// | 208 | 2 | `d`, the scale of the scales: binary16 |
///
/// `w = d · scale · (low + 16 · upper − 32)`
final class Q6_K extends TypeCodec {
  Q6_K() {
    super(TensorType.Q6_K, 256, 128 + 64 + 16 + 2);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block + 208);
    for (int group = 0; group < 16; group++) {
      float scale = d * s8(source, block + 192 + group);
      long low = block + 64L * (group / 8) + 16L * (group % 4);
      long upper = block + 128 + 32L * (group / 8) + 16L * (group % 2);
      int lowShift = 4 * (group / 4 % 2);
      int upperShift = 2 * (group / 2 % 4);
      for (int k = 0; k < 16; k += 8) {
        long codes =
            Octet.bits(u64(source, low + k), lowShift, 4)
                | (Octet.bits(u64(source, upper + k), upperShift, 2) << 4);
        Octet.decode(codes, scale, 32, target, first + 16 * group + k);
      }
    }
  }
}
