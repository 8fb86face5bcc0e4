package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import llamajar.compute.cpu.CpuTier;
import llamajar.engine.architecture.Pooling;
import llamajar.gguf.GgufFile;
import llamajar.testkit.TinyEncoder;
import llamajar.testkit.TinyModels;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbedderTest {
  private static final double CLOSE = 2e-6;
  private static final int WIDTH = TinyEncoder.WIDTH;
  private static final int HEADS = TinyEncoder.HEADS;
  private static final int LENGTH = 150;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"bert", "nomic-bert"})
  void everyTokenOfAnEncoderSeesTheWholeText(String architecture) throws Exception {
    Path path = encoder(architecture, 512);
    int[] text = tokens(LENGTH);
    List<double[]> states = naive(path, architecture, text);
    for (Pooling pooling : Pooling.values()) {
      if (pooling == Pooling.RANK && !architecture.equals("bert")) {
        continue;
      }
      try (Embedder embedder = open(path, pooling)) {
        if (pooling == Pooling.NONE) {
          List<float[]> each = embedder.embedTokens(text);
          for (int i = 0; i < LENGTH; i++) {
            assertClose(each.get(i), states.get(i));
          }
        } else {
          assertClose(embedder.embed(text), pooled(path, states, pooling));
        }
      }
    }
  }

  @Test
  void textsThatAreComputedTogetherDoNotSeeEachOther() throws Exception {
    Path path = encoder("bert", 200);
    List<int[]> texts = new ArrayList<>();
    for (int length : new int[] {1, 64, 65, 200, 3, 150, 49, 2}) {
      texts.add(tokens(length));
    }
    try (Embedder embedder = open(path, Pooling.MEAN)) {
      List<float[]> together = embedder.embedAll(texts);
      for (int i = 0; i < texts.size(); i++) {
        assertThat(GoldenLogits.relativeError(together.get(i), embedder.embed(texts.get(i))))
            .isLessThan(1e-6);
      }
    }
  }

  @Test
  void longTextsOfModelsThatGenerateAreReadInPieces() throws Exception {
    Path path = TinyModels.llama().write(folder.resolve("llama.gguf"));
    int[] text = tokens(LENGTH);
    ModelOptions options = ModelOptions.defaults();
    for (Pooling pooling : List.of(Pooling.MEAN, Pooling.CLS, Pooling.LAST)) {
      float[] whole;
      try (Embedder embedder = Embedder.open(path, options, pooling)) {
        whole = embedder.embed(text);
      }
      try (Embedder embedder = Embedder.open(path, options.withBatchLength(7), pooling)) {
        assertThat(GoldenLogits.relativeError(embedder.embed(text), whole)).isLessThan(1e-6);
        assertThat(embedder.width()).isEqualTo(WIDTH);
      }
    }
  }

  @Test
  void oneModelGeneratesAndEmbeds() throws Exception {
    Path path = TinyModels.llama().write(folder.resolve("llama.gguf"));
    try (LlamaModel model = LlamaModel.open(path, ModelOptions.defaults());
        Embedder embedder = model.newEmbedder(null);
        Session session = model.newSession()) {
      assertThat(embedder.pooling()).isEqualTo(Pooling.MEAN);
      assertThat(embedder.poolingIsAssumed()).isTrue();
      session.read(tokens(10), position -> false, (position, row) -> {}, Session.GO_ON);
      float[] vector = embedder.embed(embedder.tokens("a text"));
      double squares = 0;
      for (float x : Embedder.normalized(vector)) {
        squares += x * x;
      }
      assertThat(squares).isBetween(1 - 1e-6, 1 + 1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFileSaysHowToPool(Pooling pooling) throws Exception {
    Path path = TinyEncoder.file("bert", 128).size("pooling_type", pooling.number()).write(path());
    try (Embedder embedder = open(path, null)) {
      assertThat(embedder.pooling()).isEqualTo(pooling);
      assertThat(embedder.poolingIsAssumed()).isFalse();
      assertThat(embedder.width()).isEqualTo(pooling == Pooling.RANK ? 1 : WIDTH);
    }
  }

  @Test
  void badFilesAndTextsAreRefused() throws Exception {
    Path path = encoder("bert", 128);
    assertThatThrownBy(() -> LlamaModel.open(path, ModelOptions.defaults()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a bert model can't generate text")
        .hasMessageContaining("use llamajar embed");
    Path unknown = TinyEncoder.file("bert", 128).size("pooling_type", 9).write(path());
    assertThatThrownBy(() -> open(unknown, null))
        .hasMessageContaining("bert.pooling_type is 9; 0 to 4 are known");
    Path llama = TinyModels.llama().write(folder.resolve("llama.gguf"));
    assertThatThrownBy(() -> open(llama, Pooling.RANK))
        .hasMessageContaining("pooling 'rank' is not supported for llama models");
    Path headless = TinyEncoder.file("nomic-bert", 128).write(path());
    try (Embedder embedder = open(headless, Pooling.CLS)) {
      assertThatThrownBy(() -> embedder.embed(tokens(129)))
          .isInstanceOf(ContextFullException.class)
          .hasMessage("a text of 129 tokens does not fit in the context of 128");
      assertThatThrownBy(() -> embedder.embed(new int[] {300}))
          .hasMessage("token 300 is not in the vocabulary of 300");
      assertThatThrownBy(() -> embedder.embed(new int[0]))
          .hasMessage("a text without tokens has no embedding");
    }
    Path tooShort = TinyEncoder.file("bert", 128).size("context_length", 129).write(path());
    assertThatThrownBy(() -> open(tooShort, null))
        .hasMessageContaining("position_embd.weight has 128 rows; the context of 129 tokens");
  }

  private Path path() {
    return folder.resolve("encoder.gguf");
  }

  private Path encoder(String architecture, int contextLength) throws IOException {
    return TinyEncoder.file(architecture, contextLength).write(path());
  }

  /// The formulas of architectures.md, 19.
  private static List<double[]> naive(Path path, String architecture, int[] text)
      throws IOException {
    boolean bert = architecture.equals("bert");
    try (GgufFile file = GgufFile.open(path)) {
      NaiveLayers layers = new NaiveLayers(file);
      List<double[]> xs = new ArrayList<>();
      for (int position = 0; position < text.length; position++) {
        double[] x = layers.row("token_embd.weight", text[position]);
        x = NaiveLayers.add(x, layers.row("token_types.weight", 0));
        if (bert) {
          x = NaiveLayers.add(x, layers.row("position_embd.weight", position));
        }
        xs.add(layers.layerNorm(x, "token_embd_norm", 1e-6f));
      }
      for (int layer = 0; layer < 2; layer++) {
        xs = naiveLayer(layers, "blk." + layer + ".", bert, xs);
      }
      return xs;
    }
  }

  private static List<double[]> naiveLayer(
      NaiveLayers layers, String block, boolean bert, List<double[]> xs) {
    List<double[]> joined = new ArrayList<>();
    for (double[] x : xs) {
      joined.add(
          bert
              ? NaiveLayers.join(
                  List.of(
                      layers.linear(x, block + "attn_q"),
                      layers.linear(x, block + "attn_k"),
                      layers.linear(x, block + "attn_v")))
              : layers.linear(x, block + "attn_qkv"));
    }
    int length = WIDTH / HEADS;
    List<List<double[]>> parts = new ArrayList<>();
    for (int part = 0; part < 3 * HEADS; part++) {
      List<double[]> all = new ArrayList<>();
      for (int position = 0; position < xs.size(); position++) {
        double[] head = NaiveLayers.part(joined.get(position), part * length, length);
        boolean turns = !bert && part < 2 * HEADS;
        all.add(turns ? NaiveLayers.turn(head, position, 1000, length, false) : head);
      }
      parts.add(all);
    }
    List<double[]> out = new ArrayList<>();
    for (int position = 0; position < xs.size(); position++) {
      List<double[]> heads = new ArrayList<>();
      for (int head = 0; head < HEADS; head++) {
        heads.add(
            NaiveLayers.attend(
                parts.get(head).get(position),
                parts.get(HEADS + head),
                parts.get(2 * HEADS + head),
                1 / Math.sqrt(length)));
      }
      double[] x = layers.linear(NaiveLayers.join(heads), block + "attn_output");
      x = layers.layerNorm(NaiveLayers.add(xs.get(position), x), block + "attn_output_norm", 1e-6f);
      double[] up = layers.linear(x, block + "ffn_up");
      double[] hidden =
          bert
              ? NaiveLayers.gelu(up)
              : NaiveLayers.times(NaiveLayers.silu(layers.linear(x, block + "ffn_gate")), up);
      double[] f = layers.linear(hidden, block + "ffn_down");
      out.add(layers.layerNorm(NaiveLayers.add(x, f), block + "layer_output_norm", 1e-6f));
    }
    return out;
  }

  private static double[] pooled(Path path, List<double[]> states, Pooling pooling)
      throws IOException {
    return switch (pooling) {
      case NONE -> throw new IllegalArgumentException();
      case CLS -> states.getFirst();
      case LAST -> states.getLast();
      case MEAN -> {
        double[] sum = states.stream().reduce(NaiveLayers::add).orElseThrow();
        yield NaiveLayers.map(sum, x -> x / states.size());
      }
      case RANK -> {
        try (GgufFile file = GgufFile.open(path)) {
          NaiveLayers layers = new NaiveLayers(file);
          double[] dense = layers.linear(states.getFirst(), "cls");
          yield layers.linear(NaiveLayers.map(dense, Math::tanh), "cls.output");
        }
      }
    };
  }

  private static void assertClose(float[] actual, double[] expected) {
    float[] narrow = new float[expected.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) expected[i];
    }
    assertThat(GoldenLogits.relativeError(actual, narrow)).isLessThan(CLOSE);
  }

  private static Embedder open(Path path, @Nullable Pooling pooling) throws IOException {
    return Embedder.open(
        path, ModelOptions.defaults().withTier(CpuTier.REFERENCE).withThreads(2, 2), pooling);
  }

  private static int[] tokens(int count) {
    return new Random(count).ints(count, 0, 300).toArray();
  }
}
