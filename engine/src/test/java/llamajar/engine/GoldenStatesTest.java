package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import llamajar.compute.KvType;
import llamajar.compute.cpu.CpuTier;
import llamajar.testkit.SharedData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Families that keep something other than keys and values of all positions, against what exact
/// arithmetic makes of the same files: read at once, in uneven pieces, and token by token.
class GoldenStatesTest {
  /// Float32 arithmetic in another order; peers are further away.
  private static final double FLOAT_ERROR = 3e-6;

  private static final int SHORT = 40;

  @ParameterizedTest
  @CsvSource({
    "qwen35",
    "qwen35moe",
    "qwen3next",
    "deepseek2",
    "deepseek2-softmax",
    "deepseek2-split",
    "gemma4",
    "gemma4-moe"
  })
  void logitsAreExactInAllViews(String name) throws Exception {
    Optional<Path> folder = SharedData.find("golden/arch/" + name);
    assumeTrue(folder.isPresent(), "golden data is absent");
    JsonNode expected = GoldenLogits.json(folder.get().resolve("expected.json"));
    double rounding =
        expected
            .get("suggested_tolerance")
            .get("quantized_activations")
            .get("rmse_rel")
            .doubleValue();
    for (CpuTier tier : CpuTier.values()) {
      if (tier.whyUnavailable().isPresent()) {
        continue;
      }
      double allowed = tier.quantizesActivations() ? rounding : FLOAT_ERROR;
      for (int batchLength : batchLengths(tier)) {
        ModelOptions options =
            ModelOptions.defaults()
                .withKvType(KvType.F32)
                .withTier(tier)
                .withThreads(2, 2)
                .withBatchLength(batchLength);
        try (LlamaModel model = LlamaModel.open(folder.get().resolve("model.gguf"), options)) {
          double error = error(model, expected, folder.get().resolve("exact.f32"), batchLength);
          assertThat(error)
              .as("%s %s in batches of %d", name, tier.label(), batchLength)
              .isLessThan(allowed);
        }
      }
    }
  }

  /// By default each tier has one view.
  private static int[] batchLengths(CpuTier tier) {
    if (Boolean.getBoolean("llamajar.test.full")) {
      return new int[] {512, 37, 1};
    }
    return switch (tier) {
      case REFERENCE -> new int[] {1};
      case VECTOR -> new int[] {37};
      case AMX, AVX512, AVX2_VNNI, AVX2 -> new int[] {512};
    };
  }

  /// Token by token only the first, short sequence is read by default.
  private static double error(LlamaModel model, JsonNode expected, Path exact, int batchLength)
      throws Exception {
    float[] wanted = GoldenLogits.floats(exact);
    float[] actual = wanted.clone();
    for (JsonNode sequence : expected.get("sequences")) {
      boolean isLong = sequence.get("tokens").size() > SHORT;
      if (batchLength == 1 && isLong && !Boolean.getBoolean("llamajar.test.full")) {
        continue;
      }
      int[] tokens = GoldenLogits.ints(sequence.get("tokens"));
      int[] positions = GoldenLogits.ints(sequence.get("positions"));
      float[] rows = GoldenLogits.run(model, tokens, positions, false);
      int first = sequence.get("first_row").intValue() * model.vocabularySize();
      System.arraycopy(rows, 0, actual, first, rows.length);
    }
    return GoldenLogits.relativeError(actual, wanted);
  }
}
