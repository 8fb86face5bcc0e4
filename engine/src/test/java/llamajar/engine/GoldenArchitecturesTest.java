package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import llamajar.compute.KvType;
import llamajar.compute.cpu.CpuTier;
import llamajar.testkit.SharedData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// A tiny model of each family against an independent evaluation of its formulas in double
/// precision, in three views: all positions at once, one token at a time, and, by a small batch,
/// prompts that are longer than a batch and than the sliding window.
class GoldenArchitecturesTest {
  /// Largest error of float32 arithmetic, relative to the size of the logits. Peers have 1e-5 to
  /// 1e-2.
  private static final double FLOAT_ERROR = 2e-6;

  /// With short rows, whose activations are rounded to 16 bits. All routers choose the same experts
  /// then.
  private static final double SHORT_ROW_ERROR = 1e-3;

  private static final List<String> CASES =
      List.of(
          "llama",
          "llama-variant",
          "llama-moe",
          "qwen2",
          "qwen3",
          "qwen3moe",
          "gemma2",
          "gemma3",
          "phi3",
          "gpt-oss",
          "glm4moe",
          "granite",
          "smollm3",
          "starcoder2",
          "command-r",
          "mistral3");

  record Case(String name, CpuTier tier) {
    @Override
    public String toString() {
      return name + " " + tier.label();
    }
  }

  static Stream<Case> cases() {
    return Arrays.stream(CpuTier.values())
        .filter(tier -> tier.whyUnavailable().isEmpty())
        .flatMap(tier -> CASES.stream().map(name -> new Case(name, tier)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void allViewsGiveTheExactLogits(Case golden) throws Exception {
    Optional<Path> folder = SharedData.find("golden/arch/" + golden.name());
    assumeTrue(folder.isPresent(), "golden data is absent");
    JsonNode expected = GoldenLogits.json(folder.get().resolve("expected.json"));
    float[] exact = GoldenLogits.floats(folder.get().resolve("exact.f32"));
    double allowed = golden.tier().quantizesActivations() ? SHORT_ROW_ERROR : FLOAT_ERROR;
    for (JsonNode sequence : expected.get("sequences")) {
      int[] tokens = GoldenLogits.ints(sequence.get("tokens"));
      int[] positions = GoldenLogits.ints(sequence.get("positions"));
      int context = sequence.get("n_ctx").intValue();
      for (int batch : new int[] {512, 50, 1}) {
        try (LlamaModel model = open(folder.get().resolve("model.gguf"), golden, context, batch)) {
          int from = sequence.get("first_row").intValue() * model.vocabularySize();
          int to = from + positions.length * model.vocabularySize();
          float[] wanted = Arrays.copyOfRange(exact, from, to);
          float[] actual = GoldenLogits.run(model, tokens, positions, batch == 1);
          assertThat(GoldenLogits.relativeError(actual, wanted))
              .as("%s, batches of %d", sequence.get("name"), batch)
              .isLessThanOrEqualTo(allowed);
        }
      }
    }
  }

  private static LlamaModel open(Path path, Case golden, int context, int batch)
      throws IOException {
    return LlamaModel.open(
        path,
        ModelOptions.defaults()
            .withContextLength(context)
            .withKvType(KvType.F32)
            .withTier(golden.tier())
            .withBatchLength(batch)
            .withThreads(1, 2));
  }
}
