package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// MXFP4: 32 four-bit floating-point weights (E2M1) with one power of two as scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 1 | `e`, the scale's exponent: E8M0 |
/// | 1 | 16 | codes: byte `k` has weights `k` (low nibble) and `k + 16` (high nibble) |
///
/// `w = 2^(e − 128) · codebook(code)`, see [Codebook#FP4], whose values are doubled: hence 128
/// where the OCP microscaling standard has 127.
final class MXFP4 extends TypeCodec {
  private static final byte[] VALUES = Codebook.FP4.values16();

  MXFP4() {
    super(TensorType.MXFP4, 32, 1 + 16);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float scale = ScaleByte.e8m0Half(u8(source, block));
    for (int k = 0; k < 16; k++) {
      int pair = u8(source, block + 1 + k);
      target[first + k] = scale * VALUES[pair & 0xF];
      target[first + k + 16] = scale * VALUES[pair >> 4];
    }
  }
}
