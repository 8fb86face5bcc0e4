package llamajar.compute.cpu.vector;

import llamajar.gguf.TensorType;

/// The unpacker of each tensor type.
final class Unpackers {
  private Unpackers() {}

  static RowUnpacker of(TensorType type) {
    return switch (type) {
      case F32 -> new F32();
      case F16 -> new F16();
      case BF16 -> new BF16();
      case F64 -> new F64();
      case I8 -> new I8();
      case I16 -> new I16();
      case I32 -> new I32();
      case I64 -> new I64();
      case Q4_0 -> new Q4_0();
      case Q4_1 -> new Q4_1();
      case Q5_0 -> new Q5_0();
      case Q5_1 -> new Q5_1();
      case Q8_0 -> new Q8_0();
      case Q2_K -> new Q2_K();
      case Q3_K -> new Q3_K();
      case Q4_K -> new Q4_K();
      case Q5_K -> new Q5_K();
      case Q6_K -> new Q6_K();
      case IQ1_S -> new IQ1_S();
      case IQ1_M -> new IQ1_M();
      case IQ2_XXS -> new IQ2_XXS();
      case IQ2_XS -> new IQ2_XS();
      case IQ2_S -> new IQ2_S();
      case IQ3_XXS -> new IQ3_XXS();
      case IQ3_S -> new IQ3_S();
      case IQ4_NL -> new IQ4_NL();
      case IQ4_XS -> new IQ4_XS();
      case TQ1_0 -> new TQ1_0();
      case TQ2_0 -> new TQ2_0();
      case MXFP4 -> new MXFP4();
      case NVFP4 -> new NVFP4();
      case Q1_0 -> new Q1_0();
      case Q2_0 -> new Q2_0();
    };
  }
}
