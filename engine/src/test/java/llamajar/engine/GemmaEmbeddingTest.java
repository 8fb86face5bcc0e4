package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import llamajar.compute.cpu.CpuTier;
import llamajar.engine.architecture.Pooling;
import llamajar.gguf.GgufFile;
import llamajar.testkit.TinyFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GemmaEmbeddingTest {
  private static final double CLOSE = 5e-6;
  private static final int WIDTH = 64;
  private static final int INNER = 96;
  private static final int HEADS = 4;
  private static final int HEAD = 32;
  private static final int LAYERS = 6;
  private static final int WINDOW = 16;
  private static final int WIDE = 128;
  private static final float EPSILON = 1e-6f;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void tokensSeeHalfAWindowToBothSides(CpuTier tier) throws Exception {
    assumeTrue(tier.whyUnavailable().isEmpty(), () -> "no tier " + tier);
    Path path = file().write(folder.resolve("embedding.gguf"));
    int[] text = new Random(70).ints(70, 0, TinyFile.VOCABULARY).toArray();
    List<double[]> states = naive(path, text);
    try (Embedder embedder = open(path, tier)) {
      assertThat(embedder.pooling()).isEqualTo(Pooling.MEAN);
      assertThat(embedder.width()).isEqualTo(WIDTH);
      List<float[]> each = embedder.embedTokens(text);
      for (int i = 0; i < text.length; i++) {
        assertClose(each.get(i), dense(path, states.get(i)));
      }
      double[] sum = states.stream().reduce(NaiveLayers::add).orElseThrow();
      double[] mean = NaiveLayers.map(sum, x -> x / text.length);
      assertClose(embedder.embed(text), dense(path, mean));
    }
  }

  @Test
  void matricesAfterPoolingMayBeMissing() throws Exception {
    Path path =
        file()
            .without("dense_2.weight")
            .without("dense_3.weight")
            .write(folder.resolve("plain.gguf"));
    int[] text = {5, 9, 200, 7};
    double[] last = naive(path, text).getLast();
    try (Embedder embedder =
        Embedder.open(path, ModelOptions.defaults().withTier(CpuTier.REFERENCE), Pooling.LAST)) {
      assertClose(embedder.embed(text), last);
    }
  }

  @Test
  void whatContradictsTheFileIsRefusedByName() throws Exception {
    Path wide = file().size("dense_2_feat_out", 77).write(folder.resolve("wide.gguf"));
    assertThatThrownBy(() -> open(wide, CpuTier.REFERENCE))
        .hasMessageContaining("dense_2.weight")
        .hasMessageContaining("gemma-embedding.dense_2_feat_out needs 77 rows");
    Path path = file().write(folder.resolve("embedding.gguf"));
    assertThatThrownBy(() -> LlamaModel.open(path, ModelOptions.defaults()))
        .hasMessageContaining("a gemma-embedding model can't generate text");
    assertThatThrownBy(() -> Embedder.open(path, ModelOptions.defaults(), Pooling.RANK))
        .hasMessageContaining("pooling 'rank' is not supported for gemma-embedding models");
  }

  private static TinyFile file() {
    TinyFile file =
        new TinyFile("gemma-embedding")
            .size("context_length", 128)
            .size("block_count", LAYERS)
            .size("embedding_length", WIDTH)
            .size("attention.head_count", HEADS)
            .size("attention.head_count_kv", 1)
            .size("attention.key_length", HEAD)
            .size("attention.value_length", HEAD)
            .size("attention.sliding_window", WINDOW)
            .size("pooling_type", Pooling.MEAN.number())
            .size("dense_2_feat_out", WIDE)
            .size("dense_3_feat_out", WIDTH)
            .number("attention.layer_norm_rms_epsilon", EPSILON)
            .number("rope.freq_base", 1e6f)
            .matrix("token_embd", WIDTH, TinyFile.VOCABULARY)
            .norm("output_norm", WIDTH)
            .matrix("dense_2", WIDTH, WIDE)
            .matrix("dense_3", WIDE, WIDTH);
    for (int layer = 0; layer < LAYERS; layer++) {
      String b = "blk." + layer + ".";
      for (String norm : List.of("attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm")) {
        file.norm(b + norm, WIDTH);
      }
      file.norm(b + "attn_q_norm", HEAD).norm(b + "attn_k_norm", HEAD);
      file.matrix(b + "attn_q", WIDTH, HEADS * HEAD)
          .matrix(b + "attn_k", WIDTH, HEAD)
          .matrix(b + "attn_v", WIDTH, HEAD)
          .matrix(b + "attn_output", HEADS * HEAD, WIDTH)
          .matrix(b + "ffn_gate", WIDTH, INNER)
          .matrix(b + "ffn_up", WIDTH, INNER)
          .matrix(b + "ffn_down", INNER, WIDTH);
    }
    return file;
  }

  /// The states of all tokens after the last norm.
  private static List<double[]> naive(Path path, int[] text) throws IOException {
    try (GgufFile file = GgufFile.open(path)) {
      NaiveLayers n = new NaiveLayers(file);
      List<double[]> xs = new ArrayList<>();
      for (int token : text) {
        xs.add(NaiveLayers.map(n.row("token_embd.weight", token), x -> x * Math.sqrt(WIDTH)));
      }
      for (int layer = 0; layer < LAYERS; layer++) {
        xs = naiveLayer(n, layer, xs);
      }
      List<double[]> last = new ArrayList<>();
      for (double[] x : xs) {
        last.add(n.rmsNorm(x, "output_norm.weight", EPSILON));
      }
      return last;
    }
  }

  private static List<double[]> naiveLayer(NaiveLayers n, int layer, List<double[]> xs) {
    String b = "blk." + layer + ".";
    boolean windowed = layer != 5;
    double base = windowed ? 10_000 : 1e6;
    List<double[]> queries = new ArrayList<>();
    List<double[]> keys = new ArrayList<>();
    List<double[]> values = new ArrayList<>();
    for (int i = 0; i < xs.size(); i++) {
      double[] h = n.rmsNorm(xs.get(i), b + "attn_norm.weight", EPSILON);
      double[] k = n.rmsNorm(n.linear(h, b + "attn_k"), b + "attn_k_norm.weight", EPSILON);
      queries.add(n.linear(h, b + "attn_q"));
      keys.add(NaiveLayers.turn(k, i, base, HEAD, false));
      values.add(n.linear(h, b + "attn_v"));
    }
    List<double[]> out = new ArrayList<>();
    for (int i = 0; i < xs.size(); i++) {
      int from = windowed ? Math.max(0, i - WINDOW / 2) : 0;
      int to = windowed ? Math.min(xs.size(), i + WINDOW / 2 + 1) : xs.size();
      List<double[]> heads = new ArrayList<>();
      for (int head = 0; head < HEADS; head++) {
        double[] q = NaiveLayers.part(queries.get(i), head * HEAD, HEAD);
        q = n.rmsNorm(q, b + "attn_q_norm.weight", EPSILON);
        q = NaiveLayers.turn(q, i, base, HEAD, false);
        heads.add(
            NaiveLayers.attend(
                q, keys.subList(from, to), values.subList(from, to), 1 / Math.sqrt(HEAD)));
      }
      double[] a = n.linear(NaiveLayers.join(heads), b + "attn_output");
      a = n.rmsNorm(a, b + "post_attention_norm.weight", EPSILON);
      double[] x = NaiveLayers.add(xs.get(i), a);
      double[] h = n.rmsNorm(x, b + "ffn_norm.weight", EPSILON);
      double[] gate = NaiveLayers.gelu(n.linear(h, b + "ffn_gate"));
      double[] f = n.linear(NaiveLayers.times(gate, n.linear(h, b + "ffn_up")), b + "ffn_down");
      out.add(NaiveLayers.add(x, n.rmsNorm(f, b + "post_ffw_norm.weight", EPSILON)));
    }
    return out;
  }

  private static double[] dense(Path path, double[] x) throws IOException {
    try (GgufFile file = GgufFile.open(path)) {
      NaiveLayers n = new NaiveLayers(file);
      return n.linear(n.linear(x, "dense_2"), "dense_3");
    }
  }

  private static void assertClose(float[] actual, double[] expected) {
    float[] narrow = new float[expected.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) expected[i];
    }
    assertThat(GoldenLogits.relativeError(actual, narrow)).isLessThan(CLOSE);
  }

  private static Embedder open(Path path, CpuTier tier) throws IOException {
    return Embedder.open(path, ModelOptions.defaults().withTier(tier).withThreads(2, 2), null);
  }
}
