package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.INT;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// I32: one signed 32-bit integer, rounded to the nearest binary32 number (exact up to 2^24).
///
/// Integer types hold index tables, not weights.
final class I32 extends TypeCodec {
  I32() {
    super(TensorType.I32, 1, 4);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    target[first] = (float) source.get(INT, block);
  }

  @Override
  void decodeChecked(MemorySegment source, long block, int blockCount, float[] target, int first) {
    for (int k = 0; k < blockCount; k++) {
      target[first + k] = (float) source.get(INT, block + 4L * k);
    }
  }
}
