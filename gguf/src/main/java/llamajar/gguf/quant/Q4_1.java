package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// Q4_1: 32 weights of 4 bits with one scale and one offset.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale: binary16 |
/// | 2 | 2 | `m`, the offset: binary16 |
/// | 4 | 16 | codes: byte `k` has weights `k` (low nibble) and `k + 16` (high nibble) |
///
/// `w = d · code + m`
final class Q4_1 extends TypeCodec {
  Q4_1() {
    super(TensorType.Q4_1, 32, 2 + 2 + 16);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    float m = half(source, block + 2);
    for (int k = 0; k < 16; k++) {
      int pair = u8(source, block + 4 + k);
      target[first + k] = d * (pair & 0xF) + m;
      target[first + k + 16] = d * (pair >> 4) + m;
    }
  }
}
