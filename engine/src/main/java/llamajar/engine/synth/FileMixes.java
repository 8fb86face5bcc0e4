package llamajar.engine.synth;

import static llamajar.engine.synth.MatrixRole.ATTENTION_KEY;
import static llamajar.engine.synth.MatrixRole.ATTENTION_OUTPUT;
import static llamajar.engine.synth.MatrixRole.ATTENTION_QUERY;
import static llamajar.engine.synth.MatrixRole.ATTENTION_VALUE;
import static llamajar.engine.synth.MatrixRole.FEED_FORWARD_DOWN;
import static llamajar.engine.synth.MatrixRole.FEED_FORWARD_GATE;
import static llamajar.engine.synth.MatrixRole.FEED_FORWARD_UP;
import static llamajar.engine.synth.MatrixRole.OUTPUT;
import static llamajar.engine.synth.MatrixRole.TOKEN_EMBEDDING;
import static llamajar.gguf.TensorType.IQ1_M;
import static llamajar.gguf.TensorType.IQ1_S;
import static llamajar.gguf.TensorType.IQ2_S;
import static llamajar.gguf.TensorType.IQ2_XS;
import static llamajar.gguf.TensorType.IQ2_XXS;
import static llamajar.gguf.TensorType.IQ3_S;
import static llamajar.gguf.TensorType.IQ3_XXS;
import static llamajar.gguf.TensorType.IQ4_NL;
import static llamajar.gguf.TensorType.IQ4_XS;
import static llamajar.gguf.TensorType.Q2_0;
import static llamajar.gguf.TensorType.Q2_K;
import static llamajar.gguf.TensorType.Q3_K;
import static llamajar.gguf.TensorType.Q4_0;
import static llamajar.gguf.TensorType.Q4_1;
import static llamajar.gguf.TensorType.Q4_K;
import static llamajar.gguf.TensorType.Q5_0;
import static llamajar.gguf.TensorType.Q5_1;
import static llamajar.gguf.TensorType.Q5_K;
import static llamajar.gguf.TensorType.Q6_K;
import static llamajar.gguf.TensorType.Q8_0;
import static llamajar.gguf.TensorType.TQ1_0;
import static llamajar.gguf.TensorType.TQ2_0;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import llamajar.engine.synth.FileMix.Choice;
import llamajar.gguf.TensorType;

/// The table of file mixes: the rules of quantizers of 2026 for models without experts, quantized
/// with an importance matrix, as most published files are.
final class FileMixes {

  /// All mixes, by file type.
  static final List<FileMix> ALL =
      List.of(
          mix("Q4_0", 2, Q4_0).with(front(Q4_1), FEED_FORWARD_DOWN),
          mix("Q4_1", 3, Q4_1),
          FileMix.of("Q8_0", 7, Q8_0),
          mix("Q5_0", 8, Q5_0).with(front(Q5_1), FEED_FORWARD_DOWN),
          mix("Q5_1", 9, Q5_1),
          mix("Q2_K", 10, Q2_K)
              .with(shared(Q4_K, Q3_K), ATTENTION_VALUE)
              .with(always(Q3_K), ATTENTION_OUTPUT, FEED_FORWARD_DOWN),
          mix("Q3_K_S", 11, Q3_K),
          mix("Q3_K_M", 12, Q3_K)
              .with((at, base) -> at.layer() < 2 ? Q5_K : Q4_K, ATTENTION_VALUE)
              .with(always(Q4_K), ATTENTION_OUTPUT)
              .with((at, base) -> at.layer() < at.layers() / 16 ? Q5_K : Q4_K, FEED_FORWARD_DOWN),
          mix("Q3_K_L", 13, Q3_K)
              .with(always(Q5_K), ATTENTION_VALUE, ATTENTION_OUTPUT, FEED_FORWARD_DOWN),
          mix("Q4_K_S", 14, Q4_K)
              .with((at, base) -> at.layer() < 4 ? Q5_K : base, ATTENTION_VALUE)
              .with(front(Q5_K), FEED_FORWARD_DOWN),
          mix("Q4_K_M", 15, Q4_K).with(more(Q6_K), ATTENTION_VALUE, FEED_FORWARD_DOWN),
          mix("Q5_K_S", 16, Q5_K),
          mix("Q5_K_M", 17, Q5_K).with(more(Q6_K), ATTENTION_VALUE, FEED_FORWARD_DOWN),
          mix("Q6_K", 18, Q6_K),
          twoBits("IQ2_XXS", 19, IQ2_XXS, Q2_K),
          twoBits("IQ2_XS", 20, IQ2_XS, Q2_K),
          mix("Q2_K_S", 21, Q2_K)
              .with(shared(Q4_K), ATTENTION_VALUE)
              .with(front(Q4_K), FEED_FORWARD_DOWN),
          mix("IQ3_XS", 22, IQ3_S)
              .with(shared(Q4_K), ATTENTION_VALUE)
              .with(always(IQ3_XXS), ATTENTION_KEY, ATTENTION_QUERY)
              .with(
                  (at, base) -> at.inFront() || at.inBack() ? base : IQ3_XXS,
                  FEED_FORWARD_GATE,
                  FEED_FORWARD_UP),
          mix("IQ3_XXS", 23, IQ3_XXS)
              .with(always(Q5_K), OUTPUT)
              .with(always(IQ3_S), TOKEN_EMBEDDING, ATTENTION_OUTPUT)
              .with(shared(Q4_K), ATTENTION_VALUE)
              .with(always(IQ2_S), ATTENTION_KEY, ATTENTION_QUERY),
          twoBits("IQ1_S", 24, IQ1_S, Q2_K).with(always(IQ2_XXS), ATTENTION_OUTPUT),
          mix("IQ4_NL", 25, IQ4_NL).with(shared(Q5_K), ATTENTION_VALUE),
          mix("IQ3_S", 26, IQ3_S).with(shared(Q4_K), ATTENTION_VALUE),
          mix("IQ3_M", 27, IQ3_S)
              .with(always(Q4_K), ATTENTION_VALUE, ATTENTION_OUTPUT)
              .with(front(Q4_K), FEED_FORWARD_DOWN),
          twoBits("IQ2_S", 28, IQ2_XS, IQ3_S).with(always(IQ3_S), ATTENTION_OUTPUT),
          twoBits("IQ2_M", 29, IQ2_S, IQ3_S).with(always(IQ3_S), ATTENTION_OUTPUT),
          mix("IQ4_XS", 30, IQ4_XS).with(shared(Q5_K), ATTENTION_VALUE),
          twoBits("IQ1_M", 31, IQ1_M, Q2_K).with(always(IQ2_XXS), ATTENTION_OUTPUT),
          mix("TQ1_0", 36, TQ1_0).with(always(Q4_K), TOKEN_EMBEDDING),
          mix("TQ2_0", 37, TQ2_0).with(always(Q4_K), TOKEN_EMBEDDING),
          // Only experts are MXFP4, and there are none.
          FileMix.of("MXFP4_MOE", 38, Q8_0),
          mix("Q2_0", 41, Q2_0).with(always(Q4_K), TOKEN_EMBEDDING));

  private FileMixes() {}

  /// The mix with this name, in any letter case.
  static Optional<FileMix> named(String name) {
    String wanted = name.toUpperCase(Locale.ROOT);
    return ALL.stream().filter(mix -> mix.label().equals(wanted)).findFirst();
  }

  private static FileMix mix(String label, int fileType, TensorType base) {
    return FileMix.of(label, fileType, base).with(always(Q6_K), OUTPUT);
  }

  /// The rows of one and two bits, which spend `better` on what is small or early.
  private static FileMix twoBits(String label, int fileType, TensorType base, TensorType better) {
    return FileMix.of(label, fileType, base)
        .with(always(Q5_K), OUTPUT)
        .with(always(better), TOKEN_EMBEDDING)
        .with(shared(Q4_K, better), ATTENTION_VALUE)
        .with(front(better), FEED_FORWARD_DOWN);
  }

  private static Choice always(TensorType type) {
    return (at, base) -> type;
  }

  private static Choice front(TensorType type) {
    return (at, base) -> at.inFront() ? type : base;
  }

  private static Choice more(TensorType type) {
    return (at, base) -> at.amongMore() ? type : base;
  }

  private static Choice shared(TensorType type) {
    return (at, base) -> at.sharesKeysWidely() ? type : base;
  }

  private static Choice shared(TensorType type, TensorType otherwise) {
    return (at, base) -> at.sharesKeysWidely() ? type : otherwise;
  }
}
