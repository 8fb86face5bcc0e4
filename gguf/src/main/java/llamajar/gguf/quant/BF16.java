package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.SHORT;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// BF16: the upper half of a binary32 number.
final class BF16 extends TypeCodec {
  BF16() {
    super(TensorType.BF16, 1, 2);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    target[first] = Float.intBitsToFloat(source.get(SHORT, block) << 16);
  }

  @Override
  void decodeChecked(MemorySegment source, long block, int blockCount, float[] target, int first) {
    for (int k = 0; k < blockCount; k++) {
      target[first + k] = Float.intBitsToFloat(source.get(SHORT, block + 2L * k) << 16);
    }
  }
}
