package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import llamajar.compute.KvType;
import llamajar.compute.cpu.CpuTier;
import llamajar.gguf.GgufFile;
import llamajar.gguf.MetadataValue;
import llamajar.testkit.TinyFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Attention over a compressed state, against its expanded form in double precision.
class DeepSeek2Test {
  private static final int WIDTH = 48;
  private static final int HEADS = 3;
  private static final int RANK = 32;
  private static final int PLAIN = 16;
  private static final int TURNED = 8;
  private static final int VALUE = 12;
  private static final int EXPERTS = 8;
  private static final int GROUPS = 4;
  private static final int USED = 3;
  private static final double EPSILON = 1e-6f;
  private static final int LENGTH = 70;

  @TempDir private Path folder;

  /// @param split whether the matrices for keys and values are apart
  /// @param lite whether queries come from one matrix
  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false"})
  void theExpandedFormGivesTheSame(boolean split, boolean lite) throws Exception {
    Path path = file(split, lite).write(folder.resolve("tiny.gguf"));
    int[] tokens = new Random(5).ints(LENGTH, 0, 300).toArray();
    List<double[]> rows = new ArrayList<>();
    try (GgufFile file = GgufFile.open(path)) {
      Naive naive = new Naive(new NaiveLayers(file), split, lite);
      for (int token : tokens) {
        rows.add(naive.next(token));
      }
    }
    double[] wide = NaiveLayers.join(rows);
    float[] expected = new float[wide.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (float) wide[i];
    }
    for (int batchLength : new int[] {LENGTH, 9, 1}) {
      try (LlamaModel model = open(path, batchLength)) {
        float[] actual =
            GoldenLogits.run(model, tokens, IntStream.range(0, LENGTH).toArray(), false);
        assertThat(GoldenLogits.relativeError(actual, expected)).isLessThan(3e-6);
        // Two layers keep the compressed state and the turned key, and nothing else.
        assertThat(model.cacheElementsPerPosition()).isEqualTo(2 * (RANK + TURNED));
      }
    }
  }

  @Test
  void unknownGatingIsRefused() throws Exception {
    Path path = file(true, false).size("expert_gating_func", 7).write(folder.resolve("bad.gguf"));
    assertThatThrownBy(() -> open(path, 8))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("deepseek2.expert_gating_func is 7; 1 (softmax), 2 (sigmoid)");
  }

  private static LlamaModel open(Path path, int batchLength) throws IOException {
    return LlamaModel.open(
        path,
        ModelOptions.defaults()
            .withKvType(KvType.F32)
            .withTier(CpuTier.REFERENCE)
            .withThreads(2, 2)
            .withBatchLength(batchLength));
  }

  static TinyFile file(boolean split, boolean lite) {
    TinyFile file = new TinyFile("deepseek2");
    file.size("context_length", 128)
        .size("block_count", 2)
        .size("leading_dense_block_count", 1)
        .size("embedding_length", WIDTH)
        .size("attention.head_count", HEADS)
        .size("attention.kv_lora_rank", RANK)
        .size("rope.dimension_count", TURNED)
        .number("rope.freq_base", 10000)
        .number("attention.layer_norm_rms_epsilon", 1e-6f)
        .size("expert_count", EXPERTS)
        .size("expert_used_count", USED)
        .size("expert_gating_func", 2)
        .size("expert_group_count", GROUPS)
        .size("expert_group_used_count", 2)
        .number("expert_weights_scale", 1.7f)
        .value("expert_weights_norm", MetadataValue.bool(true))
        .matrix("token_embd", WIDTH, 300)
        .norm("output_norm", WIDTH);
    if (split) {
      file.size("attention.key_length", RANK + TURNED)
          .size("attention.value_length", RANK)
          .size("attention.key_length_mla", PLAIN + TURNED)
          .size("attention.value_length_mla", VALUE);
    } else {
      file.size("attention.key_length", PLAIN + TURNED).size("attention.value_length", VALUE);
    }
    for (int layer = 0; layer < 2; layer++) {
      String block = "blk." + layer + ".";
      file.norm(block + "attn_norm", WIDTH).norm(block + "ffn_norm", WIDTH);
      if (lite) {
        file.matrix(block + "attn_q", WIDTH, HEADS * (PLAIN + TURNED));
      } else {
        file.matrix(block + "attn_q_a", WIDTH, 24)
            .norm(block + "attn_q_a_norm", 24)
            .matrix(block + "attn_q_b", 24, HEADS * (PLAIN + TURNED));
      }
      file.matrix(block + "attn_kv_a_mqa", WIDTH, RANK + TURNED)
          .norm(block + "attn_kv_a_norm", RANK);
      if (split) {
        file.stack(block + "attn_k_b", PLAIN, RANK, HEADS)
            .stack(block + "attn_v_b", RANK, VALUE, HEADS);
      } else {
        file.matrix(block + "attn_kv_b", RANK, HEADS * (PLAIN + VALUE));
      }
      file.matrix(block + "attn_output", HEADS * VALUE, WIDTH);
      if (layer == 0) {
        swiGlu(file, block, "", 64);
      } else {
        swiGlu(file, block, "_shexp", 40);
        file.matrix(block + "ffn_gate_inp", WIDTH, EXPERTS)
            .vector(block + "exp_probs_b.bias", EXPERTS, -0.3, 0.3)
            .stack(block + "ffn_gate_exps", WIDTH, 32, EXPERTS)
            .stack(block + "ffn_up_exps", WIDTH, 32, EXPERTS)
            .stack(block + "ffn_down_exps", 32, WIDTH, EXPERTS);
      }
    }
    return file;
  }

  private static void swiGlu(TinyFile file, String block, String suffix, int width) {
    file.matrix(block + "ffn_gate" + suffix, WIDTH, width)
        .matrix(block + "ffn_up" + suffix, WIDTH, width)
        .matrix(block + "ffn_down" + suffix, width, WIDTH);
  }

  /// The formulas of architectures.md, 9, with keys and values expanded for each head.
  private static final class Naive {
    private final NaiveLayers layers;
    private final boolean split;
    private final boolean lite;
    private final List<List<List<double[]>>> keys = new ArrayList<>();
    private final List<List<List<double[]>>> values = new ArrayList<>();

    Naive(NaiveLayers layers, boolean split, boolean lite) {
      this.layers = layers;
      this.split = split;
      this.lite = lite;
      for (int layer = 0; layer < 2; layer++) {
        keys.add(new ArrayList<>());
        values.add(new ArrayList<>());
        for (int head = 0; head < HEADS; head++) {
          keys.get(layer).add(new ArrayList<>());
          values.get(layer).add(new ArrayList<>());
        }
      }
    }

    double[] next(int token) {
      double[] x = layers.row("token_embd.weight", token);
      for (int layer = 0; layer < 2; layer++) {
        String block = "blk." + layer + ".";
        double[] h = layers.rmsNorm(x, block + "attn_norm.weight", EPSILON);
        x = NaiveLayers.add(x, attention(h, layer, block));
        h = layers.rmsNorm(x, block + "ffn_norm.weight", EPSILON);
        double[] f =
            layer == 0
                ? layers.linear(hidden(h, block, ""), block + "ffn_down")
                : experts(h, block);
        x = NaiveLayers.add(x, f);
      }
      return layers.linear(layers.rmsNorm(x, "output_norm.weight", EPSILON), "token_embd");
    }

    private double[] hidden(double[] h, String block, String suffix) {
      double[] gate = NaiveLayers.silu(layers.linear(h, block + "ffn_gate" + suffix));
      return NaiveLayers.times(gate, layers.linear(h, block + "ffn_up" + suffix));
    }

    private double[] attention(double[] h, int layer, String block) {
      double[] query =
          lite
              ? layers.linear(h, block + "attn_q")
              : layers.linear(
                  layers.rmsNorm(
                      layers.linear(h, block + "attn_q_a"),
                      block + "attn_q_a_norm.weight",
                      EPSILON),
                  block + "attn_q_b");
      double[] both = layers.linear(h, block + "attn_kv_a_mqa");
      double[] state = NaiveLayers.part(both, 0, RANK);
      state = layers.rmsNorm(state, block + "attn_kv_a_norm.weight", EPSILON);
      int position = keys.get(layer).getFirst().size();
      double[] turned =
          NaiveLayers.turn(NaiveLayers.part(both, RANK, TURNED), position, 10000, TURNED, true);
      List<double[]> out = new ArrayList<>();
      for (int head = 0; head < HEADS; head++) {
        double[] key = split ? keyOf(state, block, head) : expanded(state, block, head, 0, PLAIN);
        double[] value =
            split
                ? layers.linear(state, block + "attn_v_b", head)
                : expanded(state, block, head, PLAIN, VALUE);
        keys.get(layer).get(head).add(NaiveLayers.join(List.of(key, turned)));
        values.get(layer).get(head).add(value);
        int at = head * (PLAIN + TURNED);
        double[] q =
            NaiveLayers.join(
                List.of(
                    NaiveLayers.part(query, at, PLAIN),
                    NaiveLayers.turn(
                        NaiveLayers.part(query, at + PLAIN, TURNED),
                        position,
                        10000,
                        TURNED,
                        true)));
        out.add(
            NaiveLayers.attend(
                q,
                keys.get(layer).get(head),
                values.get(layer).get(head),
                1 / Math.sqrt(PLAIN + TURNED)));
      }
      return layers.linear(NaiveLayers.join(out), block + "attn_output");
    }

    private double[] expanded(double[] state, String block, int head, int from, int length) {
      double[] all = layers.linear(state, block + "attn_kv_b");
      return NaiveLayers.part(all, head * (PLAIN + VALUE) + from, length);
    }

    /// The stored matrix of a head makes queries longer; its transpose makes keys.
    private double[] keyOf(double[] state, String block, int head) {
      double[] key = new double[PLAIN];
      for (int r = 0; r < RANK; r++) {
        double[] row = layers.row(block + "attn_k_b.weight", head * RANK + r);
        for (int d = 0; d < PLAIN; d++) {
          key[d] += row[d] * state[r];
        }
      }
      return key;
    }

    private double[] experts(double[] h, String block) {
      double[] probabilities =
          NaiveLayers.map(layers.linear(h, block + "ffn_gate_inp"), NaiveLayers::sigmoid);
      double[] scores = NaiveLayers.add(probabilities, layers.row(block + "exp_probs_b.bias", 0));
      int size = EXPERTS / GROUPS;
      // With two experts a group, its two best are its sum.
      List<Integer> groups =
          best(
              IntStream.range(0, GROUPS)
                  .mapToDouble(g -> scores[g * size] + scores[g * size + 1])
                  .toArray(),
              2);
      double[] allowed = new double[EXPERTS];
      for (int e = 0; e < EXPERTS; e++) {
        allowed[e] = groups.contains(e / size) ? scores[e] : Double.NEGATIVE_INFINITY;
      }
      List<Integer> chosen = best(allowed, USED);
      double sum = chosen.stream().mapToDouble(e -> probabilities[e]).sum();
      double[] out = layers.linear(hidden(h, block, "_shexp"), block + "ffn_down_shexp");
      for (int e : chosen) {
        double[] gate = NaiveLayers.silu(layers.linear(h, block + "ffn_gate_exps", e));
        double[] inner = NaiveLayers.times(gate, layers.linear(h, block + "ffn_up_exps", e));
        double weight = 1.7f * probabilities[e] / sum;
        double[] part = layers.linear(inner, block + "ffn_down_exps", e);
        out = NaiveLayers.add(out, NaiveLayers.map(part, x -> weight * x));
      }
      return out;
    }

    private static List<Integer> best(double[] scores, int count) {
      return IntStream.range(0, scores.length)
          .boxed()
          .sorted(Comparator.comparingDouble(i -> -scores[i]))
          .limit(count)
          .toList();
    }
  }
}
