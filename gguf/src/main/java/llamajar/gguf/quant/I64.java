package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.LONG;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// I64: one signed 64-bit integer, rounded to the nearest binary32 number (exact up to 2^24).
///
/// Integer types hold index tables, not weights.
final class I64 extends TypeCodec {
  I64() {
    super(TensorType.I64, 1, 8);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    target[first] = (float) source.get(LONG, block);
  }

  @Override
  void decodeChecked(MemorySegment source, long block, int blockCount, float[] target, int first) {
    for (int k = 0; k < blockCount; k++) {
      target[first + k] = (float) source.get(LONG, block + 8L * k);
    }
  }
}
