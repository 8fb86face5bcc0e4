package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import llamajar.compute.cpu.CpuTier;
import llamajar.testkit.SharedData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Embeddings and scores against what exact arithmetic makes of the same files.
class GoldenEmbeddingsTest {
  /// Float32 arithmetic in another order, and the peers' errors where they are exact.
  private static final double FLOAT_ERROR = 3e-6;

  @ParameterizedTest
  @CsvSource({"bert", "bert-mean", "nomic-bert", "bert-rerank", "qwen3-embed"})
  void embeddingsAreExact(String name) throws Exception {
    Optional<Path> folder = SharedData.find("golden/arch/" + name);
    assumeTrue(folder.isPresent(), "golden data is absent");
    JsonNode expected = GoldenLogits.json(folder.get().resolve("expected.json"));
    float[] exact = GoldenLogits.floats(folder.get().resolve("exact.f32"));
    double tolerance =
        expected
            .get("suggested_tolerance")
            .get("quantized_activations")
            .get("rmse_rel")
            .doubleValue();
    for (CpuTier tier : CpuTier.values()) {
      if (tier.whyUnavailable().isPresent()) {
        continue;
      }
      ModelOptions options = ModelOptions.defaults().withTier(tier).withThreads(2, 2);
      try (Embedder embedder = Embedder.open(folder.get().resolve("model.gguf"), options, null)) {
        assertThat(embedder.poolingIsAssumed()).isFalse();
        float[] actual = new float[exact.length];
        for (JsonNode sequence : expected.get("sequences")) {
          float[] vector = embedder.embed(GoldenLogits.ints(sequence.get("tokens")));
          int first = sequence.get("first_value").intValue();
          System.arraycopy(vector, 0, actual, first, vector.length);
        }
        assertThat(GoldenLogits.relativeError(actual, exact))
            .as("%s %s %s", name, tier.label(), Arrays.toString(Arrays.copyOf(actual, 2)))
            .isLessThan(tier.quantizesActivations() ? tolerance : FLOAT_ERROR);
      }
    }
  }
}
