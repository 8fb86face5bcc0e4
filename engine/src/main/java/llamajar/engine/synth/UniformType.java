package llamajar.engine.synth;

import llamajar.gguf.TensorType;

/// One tensor type for every matrix of every layer.
///
/// The plain types and Q8_0 are used for embedding and output too. With all others the embedding is
/// Q4_K and the output Q6_K: the arrangement in which engines have been compared on single types.
///
/// @param type the type of the layers' matrices
public record UniformType(TensorType type) implements SynthType {
  /// Refuses types that are not for weights.
  public UniformType {
    if (!holdsWeights(type)) {
      throw new IllegalArgumentException(type + " is not a type for weights");
    }
  }

  /// Every layer matrix in this type.
  ///
  /// @throws SynthException if weights can't have this type
  static UniformType of(TensorType type) throws SynthException {
    if (!holdsWeights(type)) {
      throw new SynthException(
          "%s is not a type for weights; the plain ones are F32, F16 and BF16".formatted(type));
    }
    return new UniformType(type);
  }

  static boolean holdsWeights(TensorType type) {
    return switch (type) {
      case I8, I16, I32, I64, F64 -> false;
      case F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0 -> true;
      case Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS -> true;
      case IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S -> true;
      case TQ1_0, TQ2_0, MXFP4, NVFP4, Q1_0, Q2_0 -> true;
    };
  }

  @Override
  public String label() {
    return type.name();
  }

  @Override
  public TensorType typeAt(MatrixPlace place) {
    if (!type.isQuantized() || type == TensorType.Q8_0) {
      return type;
    }
    return switch (place.role()) {
      case TOKEN_EMBEDDING -> TensorType.Q4_K;
      case OUTPUT -> TensorType.Q6_K;
      case ATTENTION_QUERY, ATTENTION_KEY, ATTENTION_VALUE, ATTENTION_OUTPUT -> type;
      case FEED_FORWARD_GATE, FEED_FORWARD_UP, FEED_FORWARD_DOWN -> type;
    };
  }

  @Override
  public int fileType() {
    return switch (type) {
      case F32 -> 0;
      case F16 -> 1;
      case BF16 -> 32;
      case NVFP4 -> 39;
      case Q1_0 -> 40;
      case MXFP4 -> mix("MXFP4_MOE");
      case Q3_K, Q4_K, Q5_K -> mix(type + "_S");
      case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q6_K, IQ4_NL, IQ4_XS -> mix(type.name());
      case IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S -> mix(type.name());
      case TQ1_0, TQ2_0, Q2_0 -> mix(type.name());
      case I8, I16, I32, I64, F64 -> throw new AssertionError(type);
    };
  }

  /// The file type of the mix that has this type as its base.
  private static int mix(String name) {
    return FileMixes.named(name).orElseThrow().fileType();
  }
}
