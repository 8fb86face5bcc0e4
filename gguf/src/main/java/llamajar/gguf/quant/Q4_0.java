package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// Q4_0: 32 weights of 4 bits with one scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale: binary16 |
/// | 2 | 16 | codes: byte `k` has weights `k` (low nibble) and `k + 16` (high nibble) |
///
/// `w = d · (code − 8)`
final class Q4_0 extends TypeCodec {
  Q4_0() {
    super(TensorType.Q4_0, 32, 2 + 16);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    for (int k = 0; k < 16; k++) {
      int pair = u8(source, block + 2 + k);
      target[first + k] = d * ((pair & 0xF) - 8);
      target[first + k + 16] = d * ((pair >> 4) - 8);
    }
  }
}
