package llamajar.cli.synth;

import java.util.function.IntFunction;
import llamajar.engine.synth.SynthShape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Sizes that differ from those of the named shape.
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

  /// The shape with the sizes that were given.
  SynthShape apply(SynthShape shape) {
    SynthShape changed = with(shape, layers, shape::withLayers);
    changed = with(changed, embeddingLength, changed::withEmbeddingLength);
    changed = with(changed, feedForwardLength, changed::withFeedForwardLength);
    changed = with(changed, heads, changed::withHeads);
    changed = with(changed, headsKv, changed::withHeadsKv);
    changed = with(changed, headLength, changed::withHeadLength);
    changed = with(changed, vocabularySize, changed::withVocabularySize);
    return with(changed, contextLength, changed::withContextLength);
  }

  private static SynthShape with(
      SynthShape shape, @Nullable Integer size, IntFunction<SynthShape> change) {
    return size == null ? shape : change.apply(size);
  }
}
