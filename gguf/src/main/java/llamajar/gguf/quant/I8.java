package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.s8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// I8: one signed byte. Integer types hold index tables, not weights.
final class I8 extends TypeCodec {
  I8() {
    super(TensorType.I8, 1, 1);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    target[first] = s8(source, block);
  }

  @Override
  void decodeChecked(MemorySegment source, long block, int blockCount, float[] target, int first) {
    for (int k = 0; k < blockCount; k++) {
      target[first + k] = s8(source, block + k);
    }
  }
}
