package llamajar.engine.synth;

import llamajar.gguf.TensorType;

/// What a matrix is stored as when its rows don't consist of whole blocks of the wanted type: a
/// type with shorter blocks and about as many bits, as quantizers do it.
final class RowFallback {
  private static final int SHORT_BLOCK = 32;

  private RowFallback() {}

  /// The wanted type if it fits, else the one that takes its place.
  ///
  /// @param tensor named in errors
  /// @throws SynthException if no type takes its place
  static TensorType typeFor(String tensor, TensorType wanted, long rowLength)
      throws SynthException {
    if (rowLength % wanted.blockLength() == 0) {
      return wanted;
    }
    TensorType shorter =
        switch (wanted) {
          case IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S, IQ4_XS -> TensorType.IQ4_NL;
          case Q2_K, Q3_K, TQ1_0, TQ2_0, Q2_0 -> TensorType.Q4_0;
          case Q4_K -> TensorType.Q5_0;
          case Q5_K -> TensorType.Q5_1;
          case Q6_K -> TensorType.Q8_0;
          case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, IQ4_NL, MXFP4, NVFP4, Q1_0 ->
              throw new SynthException(
                  "tensor %s: rows of %d weights don't consist of %s blocks of %d; choose other sizes or F16"
                      .formatted(tensor, rowLength, wanted, wanted.blockLength()));
          case F32, F16, BF16, F64, I8, I16, I32, I64 -> throw new AssertionError(wanted);
        };
    return rowLength % SHORT_BLOCK == 0 ? shorter : TensorType.F16;
  }
}
