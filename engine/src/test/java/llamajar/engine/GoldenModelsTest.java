package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import llamajar.compute.KvType;
import llamajar.compute.cpu.CpuTier;
import llamajar.testkit.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Real models against what exact arithmetic and a peer make of them: our error must not exceed the
/// peer's, and the greedy text must be the exact one.
class GoldenModelsTest {
  /// Largest error where the golden data has no peer: float32 arithmetic in another order.
  private static final double FLOAT_ERROR = 2e-6;

  /// Of eight-bit activations where no peer's error is known: about what peers have.
  private static final double ROUNDING_ERROR = 0.02;

  /// Logits whose order rounding may change.
  private static final double CLOSE = 0.5;

  record Golden(Path model, CpuTier tier) {
    @Override
    public String toString() {
      return model.getFileName() + " " + tier.label();
    }
  }

  static List<Golden> stories() throws IOException {
    return models("golden/stories260k");
  }

  static List<Golden> pebbles() throws IOException {
    return models("models");
  }

  @Test
  void goldenDataIsThere() {
    assumeTrue(SharedData.find("golden/stories260k").isPresent(), "golden data is absent");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("stories")
  void storiesHaveTheExactLogitsAndText(Golden golden) throws Exception {
    String name = golden.model().toString().replace(".gguf", "");
    JsonNode expected = GoldenLogits.json(Path.of(name + ".expected.json"));
    int[] prompt = GoldenLogits.ints(expected.get("prompt_tokens"));
    try (LlamaModel model = open(golden)) {
      checkLogits(golden, model, prompt, Path.of(name + ".exact.f32"), Path.of(name + ".peer.f32"));
      checkText(golden, model, prompt, expected.get("exact"));
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("pebbles")
  void demoModelsHaveTheExactLogitsAndText(Golden golden) throws Exception {
    String name = golden.model().toString().replace(".gguf", "");
    JsonNode expected = GoldenLogits.json(Path.of(name + ".expected.json"));
    try (LlamaModel model = open(golden)) {
      for (String kind : List.of("story", "chat")) {
        JsonNode exact = expected.get(kind).get("exact");
        int[] prompt = GoldenLogits.ints(exact.get("prompt_tokens"));
        checkLogits(
            golden,
            model,
            prompt,
            Path.of(name + "." + kind + ".exact.f32"),
            Path.of(name + "." + kind + ".peer.f32"));
        checkText(golden, model, prompt, exact);
      }
    }
  }

  /// With floats the text is the same. With rounded activations the most probable token is,
  /// wherever the second is not close.
  private static void checkText(Golden golden, LlamaModel model, int[] prompt, JsonNode exact)
      throws Exception {
    int[] greedy = GoldenLogits.ints(exact.get("greedy_tokens"));
    if (!golden.tier().quantizesActivations()) {
      assertThat(GoldenLogits.greedy(model, prompt, greedy.length)).isEqualTo(greedy);
      return;
    }
    int[] best = GoldenLogits.best(model, prompt, greedy);
    for (int i = 0; i < greedy.length; i++) {
      if (exact.get("top1_minus_top2").get(i).doubleValue() > CLOSE) {
        assertThat(best[i]).as("token %d", i).isEqualTo(greedy[i]);
      }
    }
  }

  private static void checkLogits(
      Golden golden, LlamaModel model, int[] prompt, Path exact, Path peer) throws Exception {
    float[] wanted = GoldenLogits.floats(exact);
    int[] positions = IntStream.range(0, prompt.length).toArray();
    float[] batched = GoldenLogits.run(model, prompt, positions, false);
    float[] single = GoldenLogits.run(model, prompt, positions, true);
    double allowed =
        Files.exists(peer)
            ? GoldenLogits.relativeError(GoldenLogits.floats(peer), wanted)
            : golden.tier().quantizesActivations() ? ROUNDING_ERROR : FLOAT_ERROR;
    assertThat(GoldenLogits.relativeError(batched, wanted)).isLessThanOrEqualTo(allowed);
    assertThat(GoldenLogits.relativeError(single, wanted)).isLessThanOrEqualTo(allowed);
  }

  private static LlamaModel open(Golden golden) throws IOException {
    return LlamaModel.open(
        golden.model(),
        ModelOptions.defaults().withKvType(KvType.F32).withTier(golden.tier()).withThreads(2, 2));
  }

  private static List<Golden> models(String folder) throws IOException {
    Optional<Path> path = SharedData.find(folder);
    if (path.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path.get())) {
      return files
          .filter(file -> file.toString().endsWith(".gguf"))
          .sorted()
          .flatMap(file -> Stream.of(CpuTier.values()).map(tier -> new Golden(file, tier)))
          .filter(golden -> golden.tier().whyUnavailable().isEmpty())
          .filter(GoldenModelsTest::isWanted)
          .toList();
    }
  }

  /// The plain tier takes its time: by default it runs the files that hold the most types.
  private static boolean isWanted(Golden golden) {
    String name = golden.model().getFileName().toString();
    return golden.tier() != CpuTier.REFERENCE
        || Boolean.getBoolean("llamajar.test.full")
        || name.contains("alltypes")
        || name.contains("fp4")
        || name.equals("pebble-IQ3_XS.gguf");
  }
}
