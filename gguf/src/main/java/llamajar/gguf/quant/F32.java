package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.FLOAT;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// F32: one IEEE binary32 number, little-endian.
final class F32 extends TypeCodec {
  F32() {
    super(TensorType.F32, 1, 4);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    target[first] = source.get(FLOAT, block);
  }

  @Override
  void decodeChecked(MemorySegment source, long block, int blockCount, float[] target, int first) {
    MemorySegment.copy(source, FLOAT, block, target, first, blockCount);
  }
}
