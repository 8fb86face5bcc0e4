package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import llamajar.compute.Backend;
import llamajar.compute.KvType;
import llamajar.compute.cpu.CpuTier;
import llamajar.compute.split.Layers;
import llamajar.compute.split.SplitBackend;
import llamajar.compute.split.SplitBackend.Share;
import llamajar.engine.source.ModelException;
import llamajar.gguf.MetadataValue;
import llamajar.testkit.SharedData;
import llamajar.testkit.TinyModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Models whose layers are on several backends, at whatever layer they are split: every bit is as
/// if they were on one.
class SplitModelsTest {
  private static final int LENGTH = 100;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama", "window", "qwen35", "qwen3next", "deepseek2"})
  void splittingChangesNothing(String kind) throws Exception {
    Path path = folder.resolve("tiny.gguf");
    switch (kind) {
      case "llama" -> TinyModels.llama().layers(3).biases(true).write(path);
      case "window" ->
          TinyModels.llama()
              .with("llama.attention.sliding_window", MetadataValue.u32(20))
              .write(path);
      case "deepseek2" -> DeepSeek2Test.file(true, false).write(path);
      default -> TinyHybrid.write(kind, path);
    }
    checkAll(path);
  }

  static List<String> architectures() {
    return Boolean.getBoolean("llamajar.test.full")
        ? List.of(
            "command-r",
            "deepseek2",
            "gemma2",
            "gemma3",
            "gemma4",
            "gemma4-moe",
            "glm4moe",
            "gpt-oss",
            "granite",
            "llama",
            "llama-moe",
            "mistral3",
            "phi3",
            "qwen2",
            "qwen3",
            "qwen35moe",
            "qwen3moe",
            "qwen3next",
            "smollm3",
            "starcoder2")
        : List.of("gemma4", "gpt-oss", "llama-moe");
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void splittingArchitecturesChangesNothing(String name) throws Exception {
    Optional<Path> file = SharedData.find("golden/arch/" + name + "/model.gguf");
    assumeTrue(file.isPresent(), "golden data is absent");
    checkAll(file.get());
  }

  @Test
  void sessionsOfSplitModelsGoBack() throws Exception {
    Path path = TinyHybrid.write("qwen35", folder.resolve("tiny.gguf"));
    int[] tokens = new Random(3).ints(300, 0, 300).toArray();
    try (LlamaModel whole = LlamaModel.open(path, options());
        LlamaModel split = LlamaModel.open(path, options(), provider(List.of(1, 2)));
        Session session = split.newSession()) {
      session.read(tokens, position -> false, (position, row) -> {}, Session.GO_ON);
      for (int length : new int[] {299, 256, 130, 63, 0}) {
        session.truncate(length);
        int last = Math.min(300, length + 90) - 1;
        List<float[]> actual = new ArrayList<>();
        session.read(
            Arrays.copyOfRange(tokens, length, last + 1),
            position -> position == last,
            (position, row) -> actual.add(row.toArray(ValueLayout.JAVA_FLOAT)),
            Session.GO_ON);
        float[] expected = GoldenLogits.run(whole, tokens, new int[] {last}, false);
        assertThat(GoldenLogits.relativeError(actual.getFirst(), expected)).isLessThan(2e-6);
      }
    }
  }

  @Test
  void whereLayersShareKeysIsSaidWhenTheModelIsOpened() {
    Optional<Path> file = SharedData.find("golden/arch/gemma4/model.gguf");
    assumeTrue(file.isPresent(), "golden data is absent");
    BackendProvider last =
        (program, options) -> {
          Layers layers = Layers.of(program);
          int layer = layers.count() - 1;
          return provider(List.of(layer)).backendFor(program, options);
        };
    assertThatThrownBy(() -> LlamaModel.open(file.get(), options(), last))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("the model can't be split before layer");
  }

  /// Splits before each layer where that is possible, and in more than two parts.
  private static void checkAll(Path path) throws Exception {
    List<List<Integer>> splits = new ArrayList<>();
    float[] expected;
    try (LlamaModel whole = LlamaModel.open(path, options())) {
      expected = logits(whole);
      Layers layers = Layers.of(whole.program());
      List<Integer> possible =
          IntStream.range(0, layers.count())
              .filter(layer -> layers.whyNotBefore(layer).isEmpty())
              .boxed()
              .toList();
      possible.forEach(layer -> splits.add(List.of(layer)));
      splits.add(possible);
    }
    for (List<Integer> split : splits) {
      try (LlamaModel model = LlamaModel.open(path, options(), provider(split))) {
        assertThat(logits(model)).as("split before layers %s", split).isEqualTo(expected);
      }
    }
  }

  private static float[] logits(LlamaModel model) throws Exception {
    int[] tokens = new Random(7).ints(LENGTH, 0, model.vocabularySize()).toArray();
    return GoldenLogits.run(model, tokens, new int[] {3, 50, 70, LENGTH - 1}, false);
  }

  private static BackendProvider provider(List<Integer> firstLayers) {
    return (program, options) -> {
      Backend cpu = BackendProvider.CPU.backendFor(program, options);
      return new SplitBackend(
          cpu, firstLayers.stream().map(layer -> new Share(cpu, layer)).toList());
    };
  }

  private static ModelOptions options() {
    return ModelOptions.defaults()
        .withKvType(KvType.F32)
        .withTier(CpuTier.REFERENCE)
        .withThreads(1, 2)
        .withBatchLength(33);
  }
}
