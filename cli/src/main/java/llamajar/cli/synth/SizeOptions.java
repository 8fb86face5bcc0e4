package llamajar.cli.synth;

import java.util.function.Function;
import llamajar.engine.synth.SynthShape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Sizes and numbers that differ from those of the named shape.
final class SizeOptions {
  @Option(names = "--layers", paramLabel = "N", description = "transformer blocks")
  private @Nullable Integer layers;

  @Option(names = "--embedding-length", paramLabel = "N", description = "width of the hidden state")
  private @Nullable Integer embeddingLength;

  @Option(
      names = "--feed-forward-length",
      paramLabel = "N",
      description = "width between the feed-forward matrices")
  private @Nullable Integer feedForwardLength;

  @Option(names = "--heads", paramLabel = "N", description = "query heads")
  private @Nullable Integer heads;

  @Option(names = "--heads-kv", paramLabel = "N", description = "key and value heads")
  private @Nullable Integer headsKv;

  @Option(names = "--head-length", paramLabel = "N", description = "width of one head")
  private @Nullable Integer headLength;

  @Option(names = "--vocab-size", paramLabel = "N", description = "tokens in the vocabulary")
  private @Nullable Integer vocabularySize;

  @Option(
      names = "--context-length",
      paramLabel = "N",
      description = "context that the model claims to be made for")
  private @Nullable Integer contextLength;

  @Option(
      names = "--rope-freq-base",
      paramLabel = "X",
      description = "base of the rotary frequencies")
  private @Nullable Float ropeBase;

  @Option(
      names = "--rope-factor",
      paramLabel = "X",
      description =
          "how far slow rotary frequencies are stretched, as in Llama 3; 1 for not at all")
  private @Nullable Float ropeFactor;

  @Option(
      names = "--tied",
      negatable = true,
      description = "use the embedding as the output matrix too, or (--no-tied) store one")
  private @Nullable Boolean tiedEmbeddings;

  @Option(
      names = "--norm-epsilon",
      paramLabel = "X",
      description = "what norms add to the mean square")
  private @Nullable Float rmsEpsilon;

  /// The shape with the sizes that were given.
  SynthShape apply(SynthShape shape) {
    SynthShape changed = with(shape, layers, shape::withLayers);
    changed = with(changed, embeddingLength, changed::withEmbeddingLength);
    changed = with(changed, feedForwardLength, changed::withFeedForwardLength);
    changed = with(changed, heads, changed::withHeads);
    changed = with(changed, headsKv, changed::withHeadsKv);
    changed = with(changed, headLength, changed::withHeadLength);
    changed = with(changed, vocabularySize, changed::withVocabularySize);
    changed = with(changed, contextLength, changed::withContextLength);
    changed = with(changed, ropeBase, changed::withRopeBase);
    changed = with(changed, ropeFactor, changed::withRopeFactor);
    changed = with(changed, tiedEmbeddings, changed::withTiedEmbeddings);
    return with(changed, rmsEpsilon, changed::withRmsEpsilon);
  }

  private static <T> SynthShape with(
      SynthShape shape, @Nullable T value, Function<T, SynthShape> change) {
    return value == null ? shape : change.apply(value);
  }
}
