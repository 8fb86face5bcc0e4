package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import llamajar.compute.KvType;
import llamajar.compute.cpu.CpuTier;
import llamajar.gguf.GgufFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Models with recurrent layers: their results, and sessions that go back.
class RecurrentModelTest {
  private static final int LENGTH = 400;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"qwen35", "qwen3next"})
  void theFormulasGiveTheSame(String architecture) throws Exception {
    Path path = TinyHybrid.write(architecture, folder.resolve("tiny.gguf"));
    int[] tokens = Arrays.copyOf(tokens(), 40);
    int[] all = IntStream.range(0, 40).toArray();
    List<double[]> rows = new ArrayList<>();
    try (GgufFile file = GgufFile.open(path)) {
      NaiveHybrid naive = new NaiveHybrid(file, architecture);
      for (int token : tokens) {
        rows.add(naive.next(token));
      }
    }
    double[] wide = NaiveLayers.join(rows);
    float[] expected = new float[wide.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (float) wide[i];
    }
    try (LlamaModel model = open(path, options())) {
      for (boolean oneAtATime : new boolean[] {false, true}) {
        float[] actual = GoldenLogits.run(model, tokens, all, oneAtATime);
        assertThat(GoldenLogits.relativeError(actual, expected)).isLessThan(3e-6);
      }
    }
  }

  @Test
  void theLengthOfBatchesDoesNotMatter() throws Exception {
    float[] expected = logits(options().withBatchLength(LENGTH));
    for (int batchLength : new int[] {7, 65, 200}) {
      float[] actual = logits(options().withBatchLength(batchLength));
      assertThat(GoldenLogits.relativeError(actual, expected)).isLessThan(2e-6);
    }
  }

  @Test
  void goingBackGivesTheSameAsReadingAnew() throws Exception {
    int[] tokens = tokens();
    try (LlamaModel model = model(options().withBatchLength(100));
        Session session = model.newSession()) {
      int[] all = IntStream.range(0, LENGTH).toArray();
      float[] expected = GoldenLogits.run(model, tokens, all, false);
      session.read(tokens, position -> false, (position, row) -> {}, Session.GO_ON);
      for (int length : new int[] {399, 350, 321, 320, 319, 64, 63, 1, 0}) {
        session.truncate(length);
        assertThat(session.length()).isEqualTo(length);
        float[] actual = new float[model.vocabularySize()];
        int last = Math.min(LENGTH, length + 130) - 1;
        session.read(
            Arrays.copyOfRange(tokens, length, last + 1),
            position -> position == last,
            (position, row) -> copy(row, actual),
            Session.GO_ON);
        float[] wanted =
            Arrays.copyOfRange(expected, last * actual.length, (last + 1) * actual.length);
        assertThat(GoldenLogits.relativeError(actual, wanted)).isLessThan(2e-6);
      }
    }
  }

  @Test
  void anEditedEndDoesNotMeanReadingEverythingAgain() throws Exception {
    int[] tokens = tokens();
    try (LlamaModel model = model(options().withBatchLength(128));
        Session session = model.newSession()) {
      session.read(tokens, position -> false, (position, row) -> {}, Session.GO_ON);
      session.truncate(LENGTH - 1);
      // The last boundary before is 384.
      assertThat(session.tokensToReadAgain()).isEqualTo(LENGTH - 1 - 384);
      session.truncate(300);
      assertThat(session.tokensToReadAgain()).isEqualTo(300 - 256);
      session.truncate(10);
      assertThat(session.tokensToReadAgain()).isEqualTo(10);
    }
  }

  @Test
  void sessionsDoNotDisturbEachOther() throws Exception {
    int[] tokens = tokens();
    try (LlamaModel model = model(options().withSessions(2));
        Session left = model.newSession();
        Session right = model.newSession()) {
      float[] expected = GoldenLogits.run(model, tokens, new int[] {LENGTH - 1}, false);
      float[] actual = new float[model.vocabularySize()];
      for (int from = 0; from < LENGTH; from += 50) {
        left.read(
            Arrays.copyOfRange(tokens, from, from + 50),
            position -> position == LENGTH - 1,
            (position, row) -> copy(row, actual),
            Session.GO_ON);
        right.read(
            Arrays.copyOfRange(tokens, 350 - from, 400 - from),
            position -> false,
            (position, row) -> {},
            Session.GO_ON);
      }
      assertThat(GoldenLogits.relativeError(actual, expected)).isLessThan(2e-6);
    }
  }

  @Test
  void theStateOfClosedSessionsIsUsedAgain() throws Exception {
    int[] tokens = tokens();
    try (LlamaModel model = model(options())) {
      float[] expected = GoldenLogits.run(model, tokens, new int[] {99}, false);
      for (int i = 0; i < 5; i++) {
        assertThat(GoldenLogits.run(model, tokens, new int[] {99}, false)).isEqualTo(expected);
      }
    }
  }

  private float[] logits(ModelOptions options) throws Exception {
    try (LlamaModel model = model(options)) {
      return GoldenLogits.run(model, tokens(), IntStream.range(0, LENGTH).toArray(), false);
    }
  }

  private LlamaModel model(ModelOptions options) throws IOException {
    Path path = folder.resolve("tiny.gguf");
    return open(path.toFile().exists() ? path : TinyHybrid.write("qwen35", path), options);
  }

  private static LlamaModel open(Path path, ModelOptions options) throws IOException {
    return LlamaModel.open(path, options);
  }

  private static ModelOptions options() {
    return ModelOptions.defaults()
        .withKvType(KvType.F32)
        .withTier(CpuTier.REFERENCE)
        .withThreads(2, 2);
  }

  private static int[] tokens() {
    return new Random(3).ints(LENGTH, 0, 300).toArray();
  }

  private static void copy(MemorySegment row, float[] target) {
    MemorySegment.copy(row, ValueLayout.JAVA_FLOAT, 0, target, 0, target.length);
  }
}
