package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.half;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import llamajar.gguf.TensorType;

/// TQ1_0: 256 ternary weights, five (at the end four) in a byte, with one scale.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 32 | weights 0 … 159: digit `n` of byte `k` is weight `32n + k` |
/// | 32 | 16 | weights 160 … 239: digit `n` of byte `k` is weight `160 + 16n + k` |
/// | 48 | 4 | weights 240 … 255: digit `n` of byte `k` is weight `240 + 4n + k` |
/// | 52 | 2 | `d`, the scale: binary16 |
///
/// A byte `x` stands for the fraction `x / 256`, written in base 3: multiplying by 3 moves the next
/// digit in front of the point, and what lies in front of it is dropped modulo 256. Every byte has
/// digits, also those that no writer emits.
///
/// `w = d · (digit − 1)`
final class TQ1_0 extends TypeCodec {
  TQ1_0() {
    super(TensorType.TQ1_0, 256, 48 + 4 + 2);
  }

  @Override
  public void decode(MemorySegment source, long block, float[] target, int first) {
    float d = half(source, block + 52);
    digits(source, block, 32, 5, d, target, first);
    digits(source, block + 32, 16, 5, d, target, first + 160);
    digits(source, block + 48, 4, 4, d, target, first + 240);
  }

  private static void digits(
      MemorySegment source,
      long bytes,
      int byteCount,
      int digitCount,
      float d,
      float[] target,
      int first) {
    int power = 1;
    for (int n = 0; n < digitCount; n++) {
      for (int k = 0; k < byteCount; k++) {
        int fraction = u8(source, bytes + k) * power % 256;
        target[first + byteCount * n + k] = d * (fraction * 3 / 256 - 1);
      }
      power *= 3;
    }
  }
}
