package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.DOUBLE;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// F64: one IEEE binary64 number, rounded to the nearest binary32 number.
final class F64 extends TypeCodec {
  F64() {
    super(TensorType.F64, 1, 8);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    target[first] = (float) source.get(DOUBLE, block);
  }

  @Override
  void decodeChecked(MemorySegment source, long block, int blockCount, float[] target, int first) {
    for (int k = 0; k < blockCount; k++) {
      target[first + k] = (float) source.get(DOUBLE, block + 8L * k);
    }
  }
}
