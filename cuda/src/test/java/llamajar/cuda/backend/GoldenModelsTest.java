package llamajar.cuda.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import llamajar.compute.KvType;
import llamajar.cuda.TestDevice;
import llamajar.cuda.kernel.CodeLoader;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.engine.Session;
import llamajar.testkit.SharedData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whole models on the GPU, or on its simulation, against what exact arithmetic and a peer make of
/// them: our error must not exceed the peer's.
class GoldenModelsTest {
  /// Largest error where there is no peer: float32 arithmetic in another order.
  private static final double FLOAT_ERROR = 5e-6;

  /// Of eight-bit activations where no peer's error is known: about what peers have.
  private static final double ROUNDING_ERROR = 0.02;

  /// Of short rows, for which activations have 16 bits.
  private static final double SHORT_ROW_ERROR = 1e-3;

  /// Logits whose order rounding may change.
  private static final double CLOSE = 0.5;

  private static final JsonMapper JSON = new JsonMapper();

  static List<String> stories() {
    return Boolean.getBoolean("llamajar.test.full")
        ? List.of("F32", "Q8_0", "Q4_0", "wide-alltypes", "wide-fp4", "wide-IQ2_XXS", "wide-IQ1_S")
        : List.of("wide-alltypes");
  }

  static List<String> architectures() {
    return Boolean.getBoolean("llamajar.test.full")
        ? List.of("llama", "llama-moe", "gpt-oss", "gemma2", "gemma3", "qwen3moe")
        : List.of("llama-moe", "gpt-oss");
  }

  @ParameterizedTest
  @MethodSource("stories")
  void storiesHaveTheExactLogits(String type) throws Exception {
    check("golden/stories260k/stories260k-" + type);
  }

  /// Experts, soft caps, windows and sinks.
  @ParameterizedTest
  @MethodSource("architectures")
  void architecturesHaveTheExactResults(String name) throws Exception {
    Optional<Path> folder = SharedData.find("golden/arch/" + name);
    assumeTrue(folder.isPresent(), "golden data is absent");
    JsonNode sequence =
        JSON.readTree(Files.readAllBytes(folder.get().resolve("expected.json")))
            .get("sequences")
            .get(0);
    int[] tokens = ints(sequence.get("tokens"));
    int[] positions = ints(sequence.get("positions"));
    float[] exact = floats(folder.get().resolve("exact.f32"));
    try (LlamaModel model = open(folder.get().resolve("model.gguf"))) {
      int width = model.vocabularySize();
      float[] all = run(model, tokens, tokens.length);
      float[] actual = new float[positions.length * width];
      for (int i = 0; i < positions.length; i++) {
        System.arraycopy(all, positions[i] * width, actual, i * width, width);
      }
      int from = sequence.get("first_row").intValue() * width;
      float[] wanted = Arrays.copyOfRange(exact, from, from + actual.length);
      assertThat(relativeError(actual, wanted)).isLessThan(SHORT_ROW_ERROR);
    }
  }

  private static LlamaModel open(Path file) throws Exception {
    ModelOptions options =
        ModelOptions.defaults().withKvType(KvType.F32).withBatchLength(64).withContextLength(128);
    return LlamaModel.open(
        file,
        options,
        (program, wanted) -> new CudaBackend(TestDevice.device(), CodeLoader.DRIVER));
  }

  private static void check(String name) throws Exception {
    Optional<Path> file = SharedData.find(name + ".gguf");
    assumeTrue(file.isPresent(), "golden data is absent");
    String base = file.get().toString().replace(".gguf", "");
    JsonNode expected = JSON.readTree(Files.readAllBytes(Path.of(base + ".expected.json")));
    int[] prompt = ints(expected.get("prompt_tokens"));
    float[] exact = floats(Path.of(base + ".exact.f32"));
    Path peer = Path.of(base + ".peer.f32");
    double allowed =
        Files.exists(peer)
            ? relativeError(floats(peer), exact)
            : name.contains("F32") ? FLOAT_ERROR : ROUNDING_ERROR;
    try (LlamaModel model = open(file.get())) {
      assertThat(relativeError(run(model, prompt, prompt.length), exact))
          .isLessThanOrEqualTo(allowed);
      int[] greedy = ints(expected.get("exact").get("greedy_tokens"));
      checkText(model, prompt, Arrays.copyOf(greedy, 4), expected.get("exact"));
      // Again and longer: by now small batches are replayed, and the prompt fills a tile.
      int[] longer = IntStream.concat(Arrays.stream(prompt), Arrays.stream(greedy, 0, 7)).toArray();
      float[] tiled = run(model, longer, prompt.length);
      assertThat(relativeError(tiled, exact)).isLessThanOrEqualTo(allowed);
    }
  }

  /// The most probable token is the exact one, wherever the second is not close.
  private static void checkText(LlamaModel model, int[] prompt, int[] greedy, JsonNode exact)
      throws Exception {
    int width = model.vocabularySize();
    int[] tokens =
        IntStream.concat(Arrays.stream(prompt), Arrays.stream(greedy, 0, greedy.length - 1))
            .toArray();
    float[] rows = run(model, tokens, tokens.length, 1);
    for (int i = 0; i < greedy.length; i++) {
      int from = (prompt.length - 1 + i) * width;
      int best = 0;
      for (int token = 1; token < width; token++) {
        best = rows[from + token] > rows[from + best] ? token : best;
      }
      if (exact.get("top1_minus_top2").get(i).doubleValue() > CLOSE) {
        assertThat(best).as("token %d", i).isEqualTo(greedy[i]);
      }
    }
  }

  private static float[] run(LlamaModel model, int[] tokens, int rows) throws Exception {
    return run(model, tokens, rows, tokens.length);
  }

  /// The first rows of logits, some tokens at a time.
  private static float[] run(LlamaModel model, int[] tokens, int rows, int atOnce)
      throws Exception {
    int width = model.vocabularySize();
    float[] result = new float[rows * width];
    try (Session session = model.newSession()) {
      for (int first = 0; first < tokens.length; first += atOnce) {
        session.read(
            Arrays.copyOfRange(tokens, first, Math.min(first + atOnce, tokens.length)),
            position -> position < rows,
            (position, logits) -> {
              for (int i = 0; i < width; i++) {
                result[position * width + i] = logits.getAtIndex(ValueLayout.JAVA_FLOAT, i);
              }
            },
            Session.GO_ON);
      }
    }
    return result;
  }

  private static double relativeError(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow((double) actual[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / size);
  }

  private static int[] ints(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).intValue()).toArray();
  }

  private static float[] floats(Path path) throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }
}
