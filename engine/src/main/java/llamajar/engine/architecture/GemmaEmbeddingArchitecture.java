package llamajar.engine.architecture;

import java.io.IOException;
import java.util.Optional;
import llamajar.compute.Program;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.Tensor;

/// EmbeddingGemma: the blocks of Gemma 3 where tokens see both sides, and two matrices that widen
/// and narrow the embedding.
///
/// Vera et al., "EmbeddingGemma: Powerful and Lightweight Text Representations", 2025.
final class GemmaEmbeddingArchitecture implements Architecture {

  @Override
  public String name() {
    return "gemma-embedding";
  }

  @Override
  public boolean generates() {
    return false;
  }

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withRmsNorm(source);
    Scoring global = Scoring.forLength(decoder.heads().keyLength()).bidirectional();
    // The file counts both sides: tokens see those that are up to half of it away.
    Scoring local = global.within(source.size("attention.sliding_window") / 2 + 1);
    Value hidden = decoder.hidden(Gemma3Architecture.blocks(decoder, global, local));
    // The model was trained to apply these to the pooled vector. They have no bias, so that the
    // mean of their products is the product of the mean.
    return decoder.build(dense(decoder, dense(decoder, hidden, "dense_2"), "dense_3"));
  }

  /// A matrix that only some files have.
  private static Value dense(Decoder decoder, Value x, String name) throws IOException {
    ModelSource source = decoder.source();
    Optional<Tensor> weight = source.optionalTensor(name + ".weight");
    if (weight.isEmpty()) {
      return x;
    }
    Optional<Integer> width = source.optionalSize(name + "_feat_out");
    if (width.isPresent()) {
      String key = source.architecture() + "." + name + "_feat_out";
      source.requireRows(weight.get(), width.get(), key);
    }
    return source.linear(decoder.program(), x, name);
  }
}
