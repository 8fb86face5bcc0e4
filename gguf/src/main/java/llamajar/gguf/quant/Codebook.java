package llamajar.gguf.quant;

/// The 16 values that a 4-bit code of some types stands for.
@SuppressWarnings("ImmutableEnumChecker") // the array is never handed out
public enum Codebook {
  /// Of IQ4_NL and IQ4_XS: denser near zero, without zero itself, and asymmetric.
  IQ4_NL(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113),

  /// Of MXFP4 and NVFP4: the values of an E2M1 float times two, which makes them integers. Code 8,
  /// minus zero, gives plain zero.
  FP4(0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12);

  private final byte[] values = new byte[16];

  Codebook(int... values) {
    for (int code = 0; code < 16; code++) {
      this.values[code] = (byte) values[code];
    }
  }

  /// The value of a code from 0 to 15.
  public byte value(int code) {
    return values[code];
  }

  /// A copy of all 16 values, by code.
  public byte[] values16() {
    return values.clone();
  }
}
