package llamajar.compute.cpu.x64.unpack;

import llamajar.gguf.TensorType;
import org.jspecify.annotations.Nullable;

/// The unpacker of each type.
public final class Unpackers512 {
  private Unpackers512() {}

  /// Whether a type is unpacked to integers; the others are floats or plain integers.
  public static boolean handles(TensorType type) {
    return switch (type) {
      case F32, F16, BF16, F64, I8, I16, I32, I64 -> false;
      default -> true;
    };
  }

  /// Whether a type has a scale for each 16 weights.
  public static boolean isFine(TensorType type) {
    return switch (type) {
      case Q2_K, Q3_K, Q6_K, IQ1_M, IQ2_XS, IQ2_S, NVFP4 -> true;
      default -> false;
    };
  }

  /// Emits the constants of a type's unpacker, or returns null for floats and plain integers.
  public static @Nullable Unpacker512 of(TensorType type, Unpack512 u) {
    return switch (type) {
      case F32, F16, BF16, F64, I8, I16, I32, I64 -> null;
      case Q4_0 -> new Linear32(u, 4, false);
      case Q4_1 -> new Linear32(u, 4, true);
      case Q5_0 -> new Linear32(u, 5, false);
      case Q5_1 -> new Linear32(u, 5, true);
      case Q8_0 -> new Linear32(u, 8, false);
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
      case IQ4_NL -> new Codebook32(u);
      case IQ4_XS -> new Iq4Xs(u);
      case TQ1_0 -> new Tq1(u);
      case TQ2_0 -> new Tq2(u);
      case MXFP4 -> new Mxfp4(u);
      case NVFP4 -> new Nvfp4(u);
      case Q1_0 -> new Q1(u);
      case Q2_0 -> new Q2(u);
    };
  }

  /// Whether a type is unpacked by coordinates of points where only a few columns are multiplied,
  /// and how many coordinates a point has; 0 if not.
  public static int coordinates(TensorType type) {
    return switch (type) {
      case IQ3_XXS, IQ3_S -> 4;
      case IQ2_XXS, IQ2_XS, IQ2_S, IQ1_S, IQ1_M -> 8;
      default -> 0;
    };
  }

  /// Emits the constants of a type's unpacker by coordinates, or returns null if it has none.
  public static @Nullable PositionUnpacker512 byPosition(TensorType type, Unpack512 u) {
    return switch (type) {
      case IQ3_XXS -> new Iq3ByPosition(u, false);
      case IQ3_S -> new Iq3ByPosition(u, true);
      case IQ2_XXS -> new Iq2XxsByPosition(u);
      case IQ2_XS -> new Iq2ByPosition(u, false);
      case IQ2_S -> new Iq2ByPosition(u, true);
      case IQ1_M -> new Iq1MByPosition(u);
      case IQ1_S -> new Iq1SByPosition(u);
      default -> null;
    };
  }
}
