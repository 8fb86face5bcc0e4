package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.bits;
import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u32;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// Q5_1: 32 weights of 5 bits with one scale and one offset.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale: binary16 |
/// | 2 | 2 | `m`, the offset: binary16 |
/// | 4 | 4 | fifth bits: bit `i` of the word belongs to weight `i` |
/// | 8 | 16 | low bits: byte `k` has weights `k` (low nibble) and `k + 16` (high nibble) |
///
/// `w = d · (low + 16 · fifth) + m`
final class Q5_1 extends TypeCodec {
  Q5_1() {
    super(TensorType.Q5_1, 32, 2 + 2 + 4 + 16);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    float m = half(source, block + 2);
    int fifths = u32(source, block + 4);
    for (int k = 0; k < 16; k++) {
      int pair = u8(source, block + 8 + k);
      int code0 = (pair & 0xF) + 16 * bits(fifths, k, 1);
      int code1 = (pair >> 4) + 16 * bits(fifths, k + 16, 1);
      target[first + k] = d * code0 + m;
      target[first + k + 16] = d * code1 + m;
    }
  }
}
