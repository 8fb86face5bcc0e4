package llamajar.engine;

import static llamajar.engine.Naive.add;
import static llamajar.engine.Naive.best;
import static llamajar.engine.Naive.rotate;
import static llamajar.engine.Naive.scale;
import static llamajar.engine.Naive.sigmoid;
import static llamajar.engine.Naive.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import llamajar.compute.KvType;
import llamajar.compute.cpu.CpuTier;
import llamajar.gguf.GgufFile;
import llamajar.gguf.MetadataValue;
import llamajar.testkit.TinyFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Families of which there is no golden model, against their formulas written down a second time.
class NaiveFamiliesTest {
  private static final double FLOAT_ERROR = 5e-6;
  private static final int LENGTH = 70;
  private static final int WIDTH = 64;
  private static final int INNER = 96;
  private static final int HEADS = 4;
  private static final int HEADS_KV = 2;
  private static final int HEAD = 16;
  private static final int EXPERTS = 8;
  private static final double EPSILON = 1e-5f;
  private static final double SCALE = 0.25;

  @TempDir Path folder;

  /// The logits after a token at a position.
  @FunctionalInterface
  private interface Forward {
    double[] logits(Naive n, int token, int position);
  }

  /// One block: what becomes of the residual.
  @FunctionalInterface
  private interface BlockFormula {
    double[] apply(Naive n, double[] x, int layer, int position);
  }

  @ParameterizedTest
  @EnumSource
  void olmo2(CpuTier tier) throws Exception {
    TinyFile file = decoder("olmo2", 2);
    for (String b : blocks(2)) {
      attention(file, b)
          .norm(b + "attn_q_norm", HEADS * HEAD)
          .norm(b + "attn_k_norm", HEADS_KV * HEAD);
      dense(file, b).norm(b + "post_attention_norm", WIDTH).norm(b + "post_ffw_norm", WIDTH);
    }
    check(
        tier,
        file,
        layers(
            2,
            (n, x, layer, position) -> {
              String b = "blk." + layer + ".";
              double[] q =
                  n.rms(n.linear(x, b + "attn_q"), HEADS * HEAD, b + "attn_q_norm", EPSILON);
              double[] k =
                  n.rms(n.linear(x, b + "attn_k"), HEADS_KV * HEAD, b + "attn_k_norm", EPSILON);
              q = rotate(q, HEAD, HEAD, false, plain(position, HEAD));
              k = rotate(k, HEAD, HEAD, false, plain(position, HEAD));
              double[] a = n.attend(b, q, k, n.linear(x, b + "attn_v"), HEAD, SCALE, 0);
              double[] y =
                  add(
                      x,
                      n.rms(
                          n.linear(a, b + "attn_output"),
                          WIDTH,
                          b + "post_attention_norm",
                          EPSILON));
              return add(y, n.rms(n.swiGlu(y, b, ""), WIDTH, b + "post_ffw_norm", EPSILON));
            }));
  }

  @ParameterizedTest
  @EnumSource
  void glm4(CpuTier tier) throws Exception {
    TinyFile file = decoder("glm4", 2).size("rope.dimension_count", 8);
    for (String b : blocks(2)) {
      attention(file, b).norm(b + "attn_norm", WIDTH).norm(b + "ffn_norm", WIDTH);
      file.vector(b + "attn_q.bias", HEADS * HEAD).vector(b + "attn_k.bias", HEADS_KV * HEAD);
      file.vector(b + "attn_v.bias", HEADS_KV * HEAD);
      file.norm(b + "post_attention_norm", WIDTH).norm(b + "post_ffw_norm", WIDTH);
      file.matrix(b + "ffn_up", WIDTH, 2 * INNER).matrix(b + "ffn_down", INNER, WIDTH);
    }
    check(
        tier,
        file,
        layers(
            2,
            (n, x, layer, position) -> {
              String b = "blk." + layer + ".";
              double[] a =
                  attended(n, n.rms(x, WIDTH, b + "attn_norm", EPSILON), b, 8, true, position, 0);
              double[] y = add(x, n.rms(a, WIDTH, b + "post_attention_norm", EPSILON));
              double[] h = n.rms(y, WIDTH, b + "ffn_norm", EPSILON);
              double[] gate = n.rows(h, b + "ffn_up.weight", 0, INNER);
              double[] up = n.rows(h, b + "ffn_up.weight", INNER, INNER);
              double[] f = n.linear(Naive.silu(gate, up), b + "ffn_down");
              return add(y, n.rms(f, WIDTH, b + "post_ffw_norm", EPSILON));
            }));
  }

  @ParameterizedTest
  @EnumSource
  void cohere2(CpuTier tier) throws Exception {
    TinyFile file =
        decoder("cohere2", 4).size("attention.sliding_window", 20).number("logit_scale", 0.25f);
    file.number("attention.layer_norm_epsilon", 1e-5f).without("output.weight");
    for (String b : blocks(4)) {
      dense(attention(file, b), b).norm(b + "attn_norm", WIDTH);
    }
    check(
        tier,
        file,
        cohere(
            4,
            (n, h, layer, position) -> {
              String b = "blk." + layer + ".";
              return layer % 4 == 3
                  ? attended(n, h, b, 0, true, position, 0)
                  : attended(n, h, b, HEAD, true, position, 20);
            }));
  }

  @ParameterizedTest
  @EnumSource
  void commandRPlus(CpuTier tier) throws Exception {
    TinyFile file = decoder("command-r", 2).number("logit_scale", 0.25f);
    file.number("attention.layer_norm_epsilon", 1e-5f).without("output.weight");
    for (String b : blocks(2)) {
      dense(attention(file, b), b).norm(b + "attn_norm", WIDTH);
      file.norm(b + "attn_q_norm", HEAD, HEADS).norm(b + "attn_k_norm", HEAD, HEADS_KV);
    }
    check(
        tier,
        file,
        cohere(
            2,
            (n, h, layer, position) -> {
              String b = "blk." + layer + ".";
              double[] q = n.layer(n.linear(h, b + "attn_q"), HEAD, b + "attn_q_norm", EPSILON);
              double[] k = n.layer(n.linear(h, b + "attn_k"), HEAD, b + "attn_k_norm", EPSILON);
              q = rotate(q, HEAD, HEAD, true, plain(position, HEAD));
              k = rotate(k, HEAD, HEAD, true, plain(position, HEAD));
              double[] v = n.linear(h, b + "attn_v");
              return n.linear(n.attend(b, q, k, v, HEAD, SCALE, 0), b + "attn_output");
            }));
  }

  @ParameterizedTest
  @EnumSource
  void graniteMoe(CpuTier tier) throws Exception {
    TinyFile file = experts(decoder("granitemoe", 2), 3);
    file.number("embedding_scale", 3).number("residual_scale", 0.5f);
    file.number("attention.scale", 0.1f).number("logit_scale", 4);
    for (String b : blocks(2)) {
      stacks(attention(file, b), b).norm(b + "attn_norm", WIDTH).norm(b + "ffn_norm", WIDTH);
    }
    Forward layers =
        (n, token, position) -> {
          double[] x = scale(n.embed(token), 3);
          for (String b : blocks(2)) {
            double[] h = n.rms(x, WIDTH, b + "attn_norm", EPSILON);
            IntToDoubleFunction angle = plain(position, HEAD);
            double[] q = rotate(n.linear(h, b + "attn_q"), HEAD, HEAD, true, angle);
            double[] k = rotate(n.linear(h, b + "attn_k"), HEAD, HEAD, true, angle);
            double[] a = n.attend(b, q, k, n.linear(h, b + "attn_v"), HEAD, 0.1f, 0);
            x = add(x, scale(n.linear(a, b + "attn_output"), 0.5));
            x =
                add(
                    x,
                    scale(mixtral(n, n.rms(x, WIDTH, b + "ffn_norm", EPSILON), b, 3, false), 0.5));
          }
          return scale(n.linear(n.rms(x, WIDTH, "output_norm", EPSILON), "output"), 0.25);
        };
    check(tier, file, layers);
  }

  @ParameterizedTest
  @EnumSource
  void mixtralWithATensorForEachExpert(CpuTier tier) throws Exception {
    TinyFile file = experts(decoder("llama", 2), 2);
    for (String b : blocks(2)) {
      attention(file, b).norm(b + "attn_norm", WIDTH).norm(b + "ffn_norm", WIDTH);
      file.matrix(b + "ffn_gate_inp", WIDTH, EXPERTS);
      for (int e = 0; e < EXPERTS; e++) {
        file.matrix(b + "ffn_gate." + e, WIDTH, INNER).matrix(b + "ffn_up." + e, WIDTH, INNER);
        file.matrix(b + "ffn_down." + e, INNER, WIDTH);
      }
    }
    check(
        tier,
        file,
        layers(
            2,
            (n, x, layer, position) -> {
              String b = "blk." + layer + ".";
              double[] a =
                  attended(
                      n, n.rms(x, WIDTH, b + "attn_norm", EPSILON), b, HEAD, true, position, 0);
              double[] y = add(x, a);
              return add(y, mixtral(n, n.rms(y, WIDTH, b + "ffn_norm", EPSILON), b, 2, true));
            }));
  }

  @ParameterizedTest
  @EnumSource
  void qwen2Moe(CpuTier tier) throws Exception {
    TinyFile file = experts(decoder("qwen2moe", 2), 3);
    for (String b : blocks(2)) {
      stacks(attention(file, b), b).norm(b + "attn_norm", WIDTH).norm(b + "ffn_norm", WIDTH);
      shared(file, b).norm(b + "ffn_gate_inp_shexp", WIDTH);
    }
    check(
        tier,
        file,
        layers(
            2,
            (n, x, layer, position) -> {
              String b = "blk." + layer + ".";
              double[] a =
                  attended(
                      n, n.rms(x, WIDTH, b + "attn_norm", EPSILON), b, HEAD, false, position, 0);
              double[] y = add(x, a);
              double[] h = n.rms(y, WIDTH, b + "ffn_norm", EPSILON);
              double[] p = softmax(n.linear(h, b + "ffn_gate_inp"));
              double[] chosen = n.experts(h, b, best(p, 0, EXPERTS).subList(0, 3), p, false);
              double gate = sigmoid(n.rows(h, b + "ffn_gate_inp_shexp.weight", 0, 1)[0]);
              return add(y, add(chosen, scale(n.swiGlu(h, b, "_shexp"), gate)));
            }));
  }

  /// NVFP4 files have a factor for each expert of a stack, whatever the type of its matrices.
  @ParameterizedTest
  @EnumSource
  void expertsWithFactorsOfTheirOwn(CpuTier tier) throws Exception {
    TinyFile file = experts(decoder("qwen3moe", 1), 3);
    String b = "blk.0.";
    stacks(attention(file, b), b).norm(b + "attn_norm", WIDTH).norm(b + "ffn_norm", WIDTH);
    for (String name : List.of("ffn_gate", "ffn_up", "ffn_down")) {
      file.vector(b + name + "_exps.scale", EXPERTS, 0.25, 2);
    }
    check(
        tier,
        file,
        layers(
            1,
            (n, x, layer, position) -> {
              double[] a =
                  attended(
                      n, n.rms(x, WIDTH, b + "attn_norm", EPSILON), b, HEAD, false, position, 0);
              double[] y = add(x, a);
              double[] h = n.rms(y, WIDTH, b + "ffn_norm", EPSILON);
              double[] p = softmax(n.linear(h, b + "ffn_gate_inp"));
              List<Integer> chosen = best(p, 0, EXPERTS).subList(0, 3);
              double sum = chosen.stream().mapToDouble(e -> p[e]).sum();
              for (int e : chosen) {
                double[] gate = scale(expert(n, h, b + "ffn_gate", e), factor(n, "ffn_gate", e));
                double[] up = scale(expert(n, h, b + "ffn_up", e), factor(n, "ffn_up", e));
                double[] down = expert(n, Naive.silu(gate, up), b + "ffn_down", e);
                y = add(y, scale(down, p[e] / sum * factor(n, "ffn_down", e)));
              }
              return y;
            }));
  }

  private static double factor(Naive n, String name, int expert) {
    return n.row("blk.0." + name + "_exps.scale", 0)[expert];
  }

  private static double[] expert(Naive n, double[] x, String name, int expert) {
    int rows = name.endsWith("ffn_down") ? WIDTH : INNER;
    return n.rows(x, name + "_exps.weight", expert * rows, rows);
  }

  @ParameterizedTest
  @EnumSource
  void expertsInGroups(CpuTier tier) throws Exception {
    TinyFile file = experts(decoder("glm4moe", 3), 2).size("nextn_predict_layers", 1);
    file.size("expert_group_count", 4).size("expert_group_used_count", 2);
    file.number("expert_weights_scale", 2.5f)
        .value("expert_weights_norm", MetadataValue.bool(true));
    for (String b : blocks(2)) {
      stacks(attention(file, b), b).norm(b + "attn_norm", WIDTH);
      shared(file, b)
          .norm(b + "post_attention_norm", WIDTH)
          .vector(b + "exp_probs_b.bias", EXPERTS);
    }
    file.matrix("blk.2.nextn.eh_proj", 2 * WIDTH, WIDTH);
    check(
        tier,
        file,
        layers(
            2,
            (n, x, layer, position) -> {
              String b = "blk." + layer + ".";
              double[] a =
                  attended(
                      n, n.rms(x, WIDTH, b + "attn_norm", EPSILON), b, HEAD, false, position, 0);
              double[] y = add(x, a);
              double[] h = n.rms(y, WIDTH, b + "post_attention_norm", EPSILON);
              double[] p =
                  Arrays.stream(n.linear(h, b + "ffn_gate_inp")).map(Naive::sigmoid).toArray();
              double[] scores = add(p, n.row(b + "exp_probs_b.bias", 0));
              double[] groups =
                  IntStream.range(0, 4)
                      .mapToDouble(g -> scores[2 * g] + scores[2 * g + 1])
                      .toArray();
              List<Integer> open = best(groups, 0, 4).subList(0, 2);
              List<Integer> chosen =
                  best(scores, 0, EXPERTS).stream()
                      .filter(e -> open.contains(e / 2))
                      .toList()
                      .subList(0, 2);
              double sum = chosen.stream().mapToDouble(e -> p[e]).sum();
              double[] routed = n.experts(h, b, chosen, scale(p, 2.5 / sum), false);
              return add(y, add(routed, n.swiGlu(h, b, "_shexp")));
            }));
  }

  @ParameterizedTest
  @EnumSource
  void queriesThatGrow(CpuTier tier) throws Exception {
    TinyFile file = decoder("mistral3", 2).number("attention.temperature_scale", 0.3f);
    file.size("rope.scaling.original_context_length", 16);
    for (String b : blocks(2)) {
      dense(attention(file, b), b).norm(b + "attn_norm", WIDTH).norm(b + "ffn_norm", WIDTH);
    }
    check(
        tier,
        file,
        layers(
            2,
            (n, x, layer, position) -> {
              String b = "blk." + layer + ".";
              double[] h = n.rms(x, WIDTH, b + "attn_norm", EPSILON);
              double[] q =
                  rotate(n.linear(h, b + "attn_q"), HEAD, HEAD, true, plain(position, HEAD));
              double[] k =
                  rotate(n.linear(h, b + "attn_k"), HEAD, HEAD, true, plain(position, HEAD));
              q = scale(q, 1 + 0.3f * Math.log(1 + position / 16));
              double[] a = n.attend(b, q, k, n.linear(h, b + "attn_v"), HEAD, SCALE, 0);
              double[] y = add(x, n.linear(a, b + "attn_output"));
              return add(y, n.swiGlu(n.rms(y, WIDTH, b + "ffn_norm", EPSILON), b, ""));
            }));
  }

  private static TinyFile decoder(String architecture, int layers) {
    return new TinyFile(architecture)
        .size("block_count", layers)
        .size("embedding_length", WIDTH)
        .size("feed_forward_length", INNER)
        .size("attention.head_count", HEADS)
        .size("attention.head_count_kv", HEADS_KV)
        .number("attention.layer_norm_rms_epsilon", 1e-5f)
        .matrix("token_embd", WIDTH, TinyFile.VOCABULARY)
        .norm("output_norm", WIDTH)
        .matrix("output", WIDTH, TinyFile.VOCABULARY);
  }

  private static List<String> blocks(int layers) {
    List<String> prefixes = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      prefixes.add("blk." + layer + ".");
    }
    return prefixes;
  }

  private static TinyFile attention(TinyFile file, String b) {
    return file.matrix(b + "attn_q", WIDTH, HEADS * HEAD)
        .matrix(b + "attn_k", WIDTH, HEADS_KV * HEAD)
        .matrix(b + "attn_v", WIDTH, HEADS_KV * HEAD)
        .matrix(b + "attn_output", HEADS * HEAD, WIDTH);
  }

  private static TinyFile dense(TinyFile file, String b) {
    return file.matrix(b + "ffn_gate", WIDTH, INNER)
        .matrix(b + "ffn_up", WIDTH, INNER)
        .matrix(b + "ffn_down", INNER, WIDTH);
  }

  private static TinyFile shared(TinyFile file, String b) {
    return file.matrix(b + "ffn_gate_shexp", WIDTH, INNER)
        .matrix(b + "ffn_up_shexp", WIDTH, INNER)
        .matrix(b + "ffn_down_shexp", INNER, WIDTH);
  }

  private static TinyFile experts(TinyFile file, int used) {
    return file.size("expert_count", EXPERTS).size("expert_used_count", used);
  }

  private static TinyFile stacks(TinyFile file, String b) {
    return file.matrix(b + "ffn_gate_inp", WIDTH, EXPERTS)
        .stack(b + "ffn_gate_exps", WIDTH, INNER, EXPERTS)
        .stack(b + "ffn_up_exps", WIDTH, INNER, EXPERTS)
        .stack(b + "ffn_down_exps", INNER, WIDTH, EXPERTS);
  }

  private static IntToDoubleFunction plain(int position, int dimensions) {
    return t -> position * Math.pow(10_000, -2.0 * t / dimensions);
  }

  private static double[] attended(
      Naive n,
      double[] h,
      String b,
      int dimensions,
      boolean interleaved,
      int position,
      int window) {
    IntToDoubleFunction angle = plain(position, dimensions);
    double[] q = rotate(n.linear(h, b + "attn_q"), HEAD, dimensions, interleaved, angle);
    double[] k = rotate(n.linear(h, b + "attn_k"), HEAD, dimensions, interleaved, angle);
    double[] v = n.linear(h, b + "attn_v");
    return n.linear(n.attend(b, q, k, v, HEAD, SCALE, window), b + "attn_output");
  }

  private static double[] mixtral(Naive n, double[] h, String b, int used, boolean perExpert) {
    double[] p = softmax(n.linear(h, b + "ffn_gate_inp"));
    List<Integer> chosen = best(p, 0, EXPERTS).subList(0, used);
    double sum = chosen.stream().mapToDouble(e -> p[e]).sum();
    return n.experts(h, b, chosen, scale(p, 1 / sum), perExpert);
  }

  private static Forward layers(int count, BlockFormula block) {
    return (n, token, position) -> {
      double[] x = n.embed(token);
      for (int layer = 0; layer < count; layer++) {
        x = block.apply(n, x, layer, position);
      }
      return n.linear(n.rms(x, WIDTH, "output_norm", EPSILON), "output");
    };
  }

  /// Attention and feed-forward layer side by side, a tied embedding, scaled logits.
  private static Forward cohere(int count, BlockFormula attention) {
    return (n, token, position) -> {
      double[] x = n.embed(token);
      for (int layer = 0; layer < count; layer++) {
        String b = "blk." + layer + ".";
        double[] h = n.layer(x, WIDTH, b + "attn_norm", EPSILON);
        x = add(x, add(attention.apply(n, h, layer, position), n.swiGlu(h, b, "")));
      }
      double[] last = n.layer(x, WIDTH, "output_norm", EPSILON);
      return scale(n.linear(last, "token_embd"), 0.25);
    };
  }

  private void check(CpuTier tier, TinyFile tiny, Forward forward) throws Exception {
    assumeTrue(tier.whyUnavailable().isEmpty(), () -> "no tier " + tier);
    Path path = tiny.write(folder.resolve("tiny.gguf"));
    ModelOptions options =
        ModelOptions.defaults()
            .withKvType(KvType.F32)
            .withTier(tier)
            .withThreads(1, 2)
            .withBatchLength(30);
    try (LlamaModel model = LlamaModel.open(path, options);
        GgufFile file = GgufFile.open(path)) {
      int[] tokens = new Random(7).ints(LENGTH, 0, model.vocabularySize()).toArray();
      float[] expected = new float[LENGTH * model.vocabularySize()];
      Naive naive = new Naive(file);
      for (int i = 0; i < LENGTH; i++) {
        double[] logits = forward.logits(naive, tokens[i], i);
        for (int token = 0; token < logits.length; token++) {
          expected[i * logits.length + token] = (float) logits[token];
        }
      }
      int[] positions = IntStream.range(0, LENGTH).toArray();
      for (boolean oneAtATime : new boolean[] {false, true}) {
        float[] actual = GoldenLogits.run(model, tokens, positions, oneAtATime);
        assertThat(GoldenLogits.relativeError(actual, expected)).isLessThan(FLOAT_ERROR);
      }
    }
  }
}
