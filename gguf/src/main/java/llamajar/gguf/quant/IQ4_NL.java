package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// IQ4_NL: 32 weights of 4 bits that index a codebook, with one scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | `d`, the scale: binary16 |
/// | 2 | 16 | codes: byte `k` has weights `k` (low nibble) and `k + 16` (high nibble) |
///
/// `w = d · codebook(code)`, see [Codebook#IQ4_NL].
final class IQ4_NL extends TypeCodec {
  private static final byte[] VALUES = Codebook.IQ4_NL.values16();

  IQ4_NL() {
    super(TensorType.IQ4_NL, 32, 2 + 16);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block);
    for (int k = 0; k < 16; k++) {
      int pair = u8(source, block + 2 + k);
      target[first + k] = d * VALUES[pair & 0xF];
      target[first + k + 16] = d * VALUES[pair >> 4];
    }
  }
}
