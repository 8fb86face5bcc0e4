package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.bits;
import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// Q2_0: 64 weights of two bits with one scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale: binary16 |
/// | 2 | 16 | codes: byte `k` holds weights `4k … 4k + 3`, lowest bits first |
///
/// `w = d · (code − 1)`; code 3 (twice the scale) is legal.
final class Q2_0 extends TypeCodec {
  Q2_0() {
    super(TensorType.Q2_0, 64, 2 + 16);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    for (int k = 0; k < 16; k++) {
      int codes = u8(source, block + 2 + k);
      for (int j = 0; j < 4; j++) {
        target[first + 4 * k + j] = d * (bits(codes, 2 * j, 2) - 1);
      }
    }
  }
}
