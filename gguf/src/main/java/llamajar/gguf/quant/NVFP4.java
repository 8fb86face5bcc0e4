package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// NVFP4: 64 four-bit floating-point weights (E2M1) with one scale per 16.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 4 | scales: byte `g` (unsigned E4M3) belongs to weights `16g … 16g + 15` |
/// | 4 | 32 | codes, 8 bytes per 16 weights: byte `k` has weights `k` (low nibble), `k + 8` |
///
/// `w = scale / 2 · codebook(code)`, see [Codebook#FP4], whose values are doubled.
///
/// A second scale lies outside the block: a tensor `NAME.weight` may come with an F32 tensor
/// `NAME.scale`, and the product of the whole matrix is to be multiplied by it. That is the task of
/// whoever uses the tensor; the codec doesn't know it.
final class NVFP4 extends TypeCodec {
  private static final byte[] VALUES = Codebook.FP4.values16();

  NVFP4() {
    super(TensorType.NVFP4, 64, 4 + 32);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    for (int group = 0; group < 4; group++) {
      float scale = ScaleByte.ue4m3Half(u8(source, block + group));
      for (int k = 0; k < 8; k++) {
        int pair = u8(source, block + 4 + 8L * group + k);
        target[first + 16 * group + k] = scale * VALUES[pair & 0xF];
        target[first + 16 * group + k + 8] = scale * VALUES[pair >> 4];
      }
    }
  }
}
