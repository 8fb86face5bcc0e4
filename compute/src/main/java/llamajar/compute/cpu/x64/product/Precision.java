package llamajar.compute.cpu.x64.product;

import llamajar.gguf.TensorType;

/// How many bits activations of prompts have.
///
/// With 8 bits and a scale for each 32, rounding costs about half a percent. Other engines use as
/// many bits with a scale for each 256 where weights come in blocks of 256, and for each 32 where
/// they come in smaller blocks. So 8 bits are better than theirs for the former, but only as good
/// for the latter, and chance decides on short rows. There 16 bits are used, which cost nearly
/// twice as many multiplications.
enum Precision {
  /// 16 bits for short rows only.
  SHORT_ROWS,
  /// 16 bits for all rows.
  ALL_ROWS;

  /// Rows up to this length are short.
  private static final int SHORT = 1024;

  static Precision of(TensorType type) {
    return type.blockLength() < ActivationLayout.GROUP ? ALL_ROWS : SHORT_ROWS;
  }

  /// Bits of activations, for names of kernels; products with a few columns have 16, or 14 where
  /// [Rounding] says so.
  String label() {
    return this == ALL_ROWS ? "q16" : "q16q8";
  }

  boolean isHigh(int rowLength) {
    return this == ALL_ROWS || rowLength <= SHORT;
  }
}
