package llamajar.gguf.quant;

/// The one-byte scales of the FP4 types, halved, because [Codebook#FP4] holds doubled values.
public final class ScaleByte {
  private ScaleByte() {}

  /// Half of an E8M0 scale, the exponent byte of MXFP4: `2^(e − 128)`.
  ///
  /// Exponents 0 and 1 give denormal floats. 255 is NaN in the OCP standard, but an ordinary power
  /// of two to every reader of GGUF files, and so here.
  ///
  /// @param e the byte, 0 to 255
  public static float e8m0Half(int e) {
    return Float.intBitsToFloat(e < 2 ? 0x00200000 << e : (e - 1) << 23);
  }

  /// Half of an unsigned E4M3 scale, as NVFP4 has one per 16 weights: 4 exponent bits with bias 7,
  /// 3 mantissa bits, no infinity; 0x7F counts as 0.
  ///
  /// Bytes from 0x80 up don't occur in valid files and readers disagree about them; here they give
  /// NaN, so that the damage shows.
  ///
  /// @param x the byte, 0 to 255
  public static float ue4m3Half(int x) {
    if (x >= 0x80) {
      return Float.NaN;
    }
    int exponent = x >> 3;
    int mantissa = x & 7;
    if (x == 0x7F) {
      return 0;
    }
    return exponent == 0
        ? mantissa * 0x1p-10f
        : Float.intBitsToFloat(((exponent - 8 + 127) << 23) | (mantissa << 20));
  }
}
