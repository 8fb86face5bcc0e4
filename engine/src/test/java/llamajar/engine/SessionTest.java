package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import llamajar.compute.KvType;
import llamajar.compute.cpu.LoadMode;
import llamajar.testkit.Allocation;
import llamajar.testkit.TinyModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
  private static final int LENGTH = 200;

  @TempDir Path folder;

  @Test
  void theLengthOfBatchesDoesNotMatter() throws Exception {
    float[] expected = logits(options().withBatchLength(LENGTH));
    for (int batchLength : new int[] {1, 7, 64, 65}) {
      assertThat(
              GoldenLogits.relativeError(logits(options().withBatchLength(batchLength)), expected))
          .isLessThan(1e-6);
    }
  }

  @Test
  void theNumberOfThreadsDoesNotChangeABit() throws Exception {
    assertThat(logits(options().withThreads(3, 3))).isEqualTo(logits(options().withThreads(1, 1)));
  }

  @Test
  void aHalfPrecisionCacheCostsLittle() throws Exception {
    double error =
        GoldenLogits.relativeError(logits(options().withKvType(KvType.F16)), logits(options()));
    assertThat(error).isBetween(1e-8, 2e-3);
  }

  @Test
  void cachesOfEightBitsCostLittle() throws Exception {
    Path path = TinyModels.llama().embedding(128).write(folder.resolve("heads-of-32.gguf"));
    float[] expected = logits(path, options());
    double bfloat =
        GoldenLogits.relativeError(logits(path, options().withKvType(KvType.BF16)), expected);
    double quantized =
        GoldenLogits.relativeError(logits(path, options().withKvType(KvType.Q8_0)), expected);
    assertThat(bfloat).isBetween(1e-6, 3e-2);
    assertThat(quantized).isBetween(1e-6, 3e-2);
  }

  @Test
  void blocksThatDoNotFitIntoHeadsAreRefused() {
    assertThatThrownBy(() -> model(options().withKvType(KvType.Q8_0)).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("q8_0")
        .hasMessageContaining("multiple of 32")
        .hasMessageContaining("take f16");
  }

  @Test
  void whereWeightsAreDoesNotChangeABit() throws Exception {
    assumeTrue(LoadMode.HUGE.whyUnavailable().isEmpty(), "no pages of 2 MiB");
    float[] mapped = logits(options());
    assertThat(logits(options().withLoad(LoadMode.HUGE))).isEqualTo(mapped);
    assertThat(logits(options().withLoad(LoadMode.AUTO))).isEqualTo(mapped);
    try (LlamaModel model = model(options().withLoad(LoadMode.HUGE))) {
      assertThat(model.describe()).singleElement().asString().contains("pages of 2 MiB in ");
    }
    try (LlamaModel model = model(options().withLoad(LoadMode.AUTO))) {
      assertThat(model.describe()).singleElement().asString().contains("mapped (too few");
    }
  }

  @Test
  void generatingATokenAllocatesNothing() throws Exception {
    try (LlamaModel model = model(ModelOptions.defaults().withThreads(1, 1));
        Session session = model.newSession()) {
      int[] token = {7};
      IntPredicate wanted = position -> true;
      Session.LogitsListener listener = (position, row) -> {};
      long end = System.nanoTime() + 60_000_000_000L;
      long allocated;
      do {
        allocated =
            Allocation.bytes(() -> {
              for (int i = 0; i < 100; i++) {
                step(session, token, wanted, listener);
              }
            });
      } while (allocated > 0 && System.nanoTime() < end);
      assertThat(allocated).as("bytes allocated by 100 tokens").isZero();
    }
  }

  /// Reads a token, again and again among the same positions.
  private static void step(
      Session session, int[] token, IntPredicate wanted, Session.LogitsListener listener) {
    try {
      session.read(token, wanted, listener, Session.GO_ON);
    } catch (ContextFullException e) {
      throw new AssertionError(e);
    }
    if (session.length() == 60) {
      session.truncate(20);
    }
  }

  @Test
  void readingOnFromAnEarlierPositionGivesTheSame() throws Exception {
    int[] tokens = tokens();
    int[] all = IntStream.range(0, LENGTH).toArray();
    try (LlamaModel model = model(options());
        Session session = model.newSession()) {
      float[] expected = GoldenLogits.run(model, tokens, all, false);
      session.read(new int[] {9, 8, 7, 6}, p -> false, (p, row) -> {}, Session.GO_ON);
      session.truncate(0);
      session.read(tokens, p -> false, (p, row) -> {}, Session.GO_ON);
      session.truncate(70);
      assertThat(session.length()).isEqualTo(70);
      float[] last = new float[model.vocabularySize()];
      int[] rest = java.util.Arrays.copyOfRange(tokens, 70, LENGTH);
      session.read(
          rest,
          position -> position == LENGTH - 1,
          (position, row) -> copy(row, last),
          Session.GO_ON);
      float[] expectedLast =
          java.util.Arrays.copyOfRange(expected, (LENGTH - 1) * last.length, LENGTH * last.length);
      assertThat(GoldenLogits.relativeError(last, expectedLast)).isLessThan(1e-6);
      assertThat(session.token(LENGTH - 1)).isEqualTo(tokens[LENGTH - 1]);
    }
  }

  @Test
  void sessionsDoNotDisturbEachOther() throws Exception {
    int[] tokens = tokens();
    int[] last = {LENGTH - 1};
    try (LlamaModel model = model(options().withSessions(3));
        Session left = model.newSession();
        Session right = model.newSession()) {
      float[] expected = GoldenLogits.run(model, tokens, last, false);
      float[] actual = new float[model.vocabularySize()];
      for (int i = 0; i < LENGTH; i++) {
        int position = i;
        left.read(
            new int[] {tokens[i]},
            p -> position == LENGTH - 1,
            (p, row) -> copy(row, actual),
            Session.GO_ON);
        right.read(new int[] {tokens[LENGTH - 1 - i]}, p -> false, (p, row) -> {}, Session.GO_ON);
      }
      assertThat(GoldenLogits.relativeError(actual, expected)).isLessThan(1e-6);
    }
  }

  @Test
  void tooManyTokensAreRefusedBeforeAnyIsRead() throws Exception {
    try (LlamaModel model = model(options().withContextLength(100));
        Session session = model.newSession()) {
      assertThatThrownBy(() -> session.read(tokens(), p -> false, (p, row) -> {}, Session.GO_ON))
          .isInstanceOf(ContextFullException.class)
          .hasMessage("200 tokens do not fit: the context of 100 tokens has room for 100");
      assertThat(session.length()).isZero();
    }
  }

  @Test
  void sessionsBeyondTheCacheAreRefused() throws Exception {
    try (LlamaModel model = model(options().withContextLength(128));
        Session first = model.newSession();
        Session second = model.newSession()) {
      first.read(new int[128], p -> false, (p, row) -> {}, Session.GO_ON);
      assertThatThrownBy(() -> second.read(new int[1], p -> false, (p, row) -> {}, Session.GO_ON))
          .isInstanceOf(ContextFullException.class)
          .hasMessageContaining("128 positions are in use");
      first.truncate(64);
      second.read(new int[1], p -> false, (p, row) -> {}, Session.GO_ON);
      assertThat(second.length()).isEqualTo(1);
    }
  }

  @Test
  void tokensOutsideTheVocabularyAreRefused() throws Exception {
    try (LlamaModel model = model(options());
        Session session = model.newSession()) {
      for (int bad : new int[] {-1, model.vocabularySize()}) {
        assertThatThrownBy(
                () -> session.read(new int[] {bad}, p -> true, (p, row) -> {}, Session.GO_ON))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("token " + bad);
      }
    }
  }

  @Test
  void readingStopsBetweenBatchesWhenToldTo() throws Exception {
    try (LlamaModel model = model(options().withBatchLength(50));
        Session session = model.newSession()) {
      boolean complete =
          session.read(tokens(), p -> false, (p, row) -> {}, (done, total) -> done < 100);
      assertThat(complete).isFalse();
      assertThat(session.length()).isEqualTo(100);
    }
  }

  private static float[] logits(Path path, ModelOptions options) throws Exception {
    try (LlamaModel model = LlamaModel.open(path, options)) {
      return GoldenLogits.run(model, tokens(), IntStream.range(0, LENGTH).toArray(), false);
    }
  }

  private float[] logits(ModelOptions options) throws Exception {
    try (LlamaModel model = model(options)) {
      return GoldenLogits.run(model, tokens(), IntStream.range(0, LENGTH).toArray(), false);
    }
  }

  private LlamaModel model(ModelOptions options) throws IOException {
    Path path = folder.resolve("tiny.gguf");
    return LlamaModel.open(path.toFile().exists() ? path : TinyModels.llama().write(path), options);
  }

  private static ModelOptions options() {
    return ModelOptions.defaults().withKvType(KvType.F32);
  }

  private static int[] tokens() {
    return new Random(3).ints(LENGTH, 0, 320).toArray();
  }

  private static void copy(java.lang.foreign.MemorySegment row, float[] target) {
    java.lang.foreign.MemorySegment.copy(
        row, java.lang.foreign.ValueLayout.JAVA_FLOAT, 0, target, 0, target.length);
  }
}
