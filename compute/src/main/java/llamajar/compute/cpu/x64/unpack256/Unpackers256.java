package llamajar.compute.cpu.x64.unpack256;

import llamajar.gguf.TensorType;

/// The unpacker of each type.
public final class Unpackers256 {
  private Unpackers256() {}

  /// Emits the constants of a type's unpacker.
  ///
  /// @param smallBytes whether weights of eight bits have to be signed bytes, because products with
  ///   unsigned ones leave the range of 16 bits
  /// @throws IllegalArgumentException for floats and plain integers
  public static Unpacker256 of(TensorType type, Unpack256 u, boolean smallBytes) {
    return switch (type) {
      case F32, F16, BF16, F64, I8, I16, I32, I64 ->
          throw new IllegalArgumentException(type + " has no scales");
      case Q4_0 -> new Linear32(u, 4, false);
      case Q4_1 -> new Linear32(u, 4, true);
      case Q5_0 -> new Linear32(u, 5, false);
      case Q5_1 -> new Linear32(u, 5, true);
      case Q8_0 -> new Bytes32(u, smallBytes);
      case Q2_K -> new Q2K(u);
      case Q3_K -> new Q3K(u);
      case Q4_K -> new Q4K(u, false);
      case Q5_K -> new Q4K(u, true);
      case Q6_K -> new Q6K(u);
      case IQ1_S -> new Iq1S(u);
      case IQ1_M -> new Iq1M(u);
      case IQ2_XXS -> new Iq2Xxs(u);
      case IQ2_XS -> new Iq2Xs(u);
      case IQ2_S -> new Iq2S(u);
      case IQ3_XXS -> new Iq3Xxs(u);
      case IQ3_S -> new Iq3S(u);
      case IQ4_NL -> new Codebook32(u, smallBytes);
      case IQ4_XS -> new Iq4Xs(u, smallBytes);
      case TQ1_0 -> new Tq1(u);
      case TQ2_0 -> new Tq2(u);
      case MXFP4 -> new Mxfp4(u);
      case NVFP4 -> new Nvfp4(u);
      case Q1_0 -> new Q1(u);
      case Q2_0 -> new Q2(u);
    };
  }
}
