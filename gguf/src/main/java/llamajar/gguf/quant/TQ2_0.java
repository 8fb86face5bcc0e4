package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.bits;
import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// TQ2_0: 256 ternary weights of two bits with one scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 64 | codes |
/// | 64 | 2 | `d`, the scale: binary16 |
///
/// Two-bit codes come in two runs of 32 bytes, one per 128 weights; bits `2p` and `2p + 1` of byte
/// `k` of a run belong to weight `32p + k` of its 128.
///
/// `w = d · (code − 1)`; writers emit only codes 0 to 2, and 3 decodes to twice the scale.
final class TQ2_0 extends TypeCodec {
  TQ2_0() {
    super(TensorType.TQ2_0, 256, 64 + 2);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block + 64);
    for (int plane = 0; plane < 8; plane++) {
      long codes = block + 32L * (plane / 4);
      int shift = 2 * (plane % 4);
      for (int k = 0; k < 32; k++) {
        int code = bits(u8(source, codes + k), shift, 2);
        target[first + 32 * plane + k] = d * (code - 1);
      }
    }
  }
}
