package llamajar.compute.cpu.x64.product;

import llamajar.gguf.TensorType;

/// How activations become integers: `x ≈ a · (2ⁿ · q + r)` with bytes `q` and `r`, or `a · q`.
enum Rounding {
  /// 8 bits, with a scale for each 32.
  BYTES(0, false),
  /// 16 bits, with a scale for each 32.
  WORDS(8, false),
  /// 16 bits, with one scale for a group of 256.
  GROUP_WORDS(8, true),
  /// 14 bits, with one scale for a group of 256: `q` and `r` have seven bits, so that sums of two
  /// products with bytes up to 255 fit in 16 bits.
  GROUP_14_BITS(7, true);

  private final int lowBits;
  private final boolean ofGroups;

  Rounding(int lowBits, boolean ofGroups) {
    this.lowBits = lowBits;
    this.ofGroups = ofGroups;
  }

  /// What products with one column take where they are made with `vpmaddubsw`.
  static Rounding ofColumn(TensorType type) {
    return switch (type) {
      // Exact weights deserve exact activations; their product waits for memory anyway.
      case Q8_0 -> WORDS;
      case IQ4_NL, IQ4_XS -> GROUP_14_BITS;
      default -> GROUP_WORDS;
    };
  }

  /// `n`; 0 if there is no `r`.
  int lowBits() {
    return lowBits;
  }

  /// Whether a group has one scale.
  boolean isOfGroups() {
    return ofGroups;
  }

  /// The largest magnitude of `2ⁿ · q`, or of `q` alone.
  int largest() {
    return lowBits == 0 ? 127 : ((1 << (lowBits - 1)) - 1) << lowBits;
  }
}
