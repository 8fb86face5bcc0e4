package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.bits;
import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u32;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// Q5_0: 32 weights of 5 bits with one scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale: binary16 |
/// | 2 | 4 | fifth bits: bit `i` of the word belongs to weight `i` |
/// | 6 | 16 | low bits: byte `k` has weights `k` (low nibble) and `k + 16` (high nibble) |
///
/// `w = d · (low + 16 · fifth − 16)`
final class Q5_0 extends TypeCodec {
  Q5_0() {
    super(TensorType.Q5_0, 32, 2 + 4 + 16);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    int fifths = u32(source, block + 2);
    for (int k = 0; k < 16; k++) {
      int pair = u8(source, block + 6 + k);
      int code0 = (pair & 0xF) + 16 * bits(fifths, k, 1);
      int code1 = (pair >> 4) + 16 * bits(fifths, k + 16, 1);
      target[first + k] = d * (code0 - 16);
      target[first + k + 16] = d * (code1 - 16);
    }
  }
}
