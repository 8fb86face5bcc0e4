package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.s8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// Q8_0: 32 weights of 8 bits with one scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale: binary16 |
/// | 2 | 32 | codes: signed bytes, one per weight; −128 is legal although writers avoid it |
///
/// `w = d · code`
final class Q8_0 extends TypeCodec {
  Q8_0() {
    super(TensorType.Q8_0, 32, 2 + 32);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    for (int k = 0; k < 32; k++) {
      target[first + k] = d * s8(source, block + 2 + k);
    }
  }
}
