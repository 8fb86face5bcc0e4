package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.SHORT;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// I16: one signed 16-bit integer. Integer types hold index tables, not weights.
final class I16 extends TypeCodec {
  I16() {
    super(TensorType.I16, 1, 2);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    target[first] = source.get(SHORT, block);
  }

  @Override
  void decodeChecked(MemorySegment source, long block, int blockCount, float[] target, int first) {
    for (int k = 0; k < blockCount; k++) {
      target[first + k] = source.get(SHORT, block + 2L * k);
    }
  }
}
