package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.half;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// F16: one IEEE binary16 number, widened exactly.
final class F16 extends TypeCodec {
  F16() {
    super(TensorType.F16, 1, 2);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    target[first] = half(source, block);
  }

  @Override
  void decodeChecked(MemorySegment source, long block, int blockCount, float[] target, int first) {
    for (int k = 0; k < blockCount; k++) {
      target[first + k] = half(source, block + 2L * k);
    }
  }
}
