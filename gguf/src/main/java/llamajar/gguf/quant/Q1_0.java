package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.bits;
import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// Q1_0: 128 weights of one bit with one scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale: binary16 |
/// | 2 | 16 | bits: byte `k` holds weights `8k … 8k + 7`, lowest bit first |
///
/// `w = d` where the bit is set, `−d` where it isn't.
final class Q1_0 extends TypeCodec {
  Q1_0() {
    super(TensorType.Q1_0, 128, 2 + 16);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    for (int k = 0; k < 16; k++) {
      int plusses = u8(source, block + 2 + k);
      for (int j = 0; j < 8; j++) {
        target[first + 8 * k + j] = d * (2 * bits(plusses, j, 1) - 1);
      }
    }
  }
}
