package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.u16;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// BF16: the upper half of a binary32 number.
final class BF16 extends TypeCodec {
  BF16() {
    super(TensorType.BF16, 1, 2);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    target[first] = Float.intBitsToFloat(u16(source, block) << 16);
  }

  @Override
  void decodeChecked(MemorySegment source, long block, int blockCount, float[] target, int first) {
    for (int k = 0; k < blockCount; k++) {
      target[first + k] = Float.intBitsToFloat(u16(source, block + 2L * k) << 16);
    }
  }
}
