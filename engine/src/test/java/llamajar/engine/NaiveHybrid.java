package llamajar.engine;

import static llamajar.engine.TinyHybrid.HEADS;
import static llamajar.engine.TinyHybrid.HEAD_LENGTH;
import static llamajar.engine.TinyHybrid.KEY_HEADS;
import static llamajar.engine.TinyHybrid.STATE;
import static llamajar.engine.TinyHybrid.TURNED;
import static llamajar.engine.TinyHybrid.VALUE_HEADS;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import llamajar.gguf.GgufFile;

/// The forward pass of [TinyHybrid]'s models in double precision, token by token.
final class NaiveHybrid {
  private static final double EPSILON = 1e-6f;
  private static final int GROUP = VALUE_HEADS / KEY_HEADS;

  private final NaiveLayers layers;
  private final boolean fused;
  private final List<double[]> keys = new ArrayList<>();
  private final List<double[]> values = new ArrayList<>();
  private final Map<String, List<double[]>> inputs = new HashMap<>();
  private final Map<String, double[][]> states = new HashMap<>();

  NaiveHybrid(GgufFile file, String architecture) {
    layers = new NaiveLayers(file);
    fused = architecture.equals("qwen3next");
  }

  double[] next(int token) {
    double[] x = layers.row("token_embd.weight", token);
    for (int layer = 0; layer < 3; layer++) {
      String block = "blk." + layer + ".";
      double[] h = layers.rmsNorm(x, block + "attn_norm.weight", EPSILON);
      x = NaiveLayers.add(x, layer == 2 ? attention(h, block) : delta(h, block));
      h = layers.rmsNorm(x, block + "post_attention_norm.weight", EPSILON);
      double[] gate = NaiveLayers.silu(layers.linear(h, block + "ffn_gate"));
      double[] hidden = NaiveLayers.times(gate, layers.linear(h, block + "ffn_up"));
      x = NaiveLayers.add(x, layers.linear(hidden, block + "ffn_down"));
    }
    return layers.linear(layers.rmsNorm(x, "output_norm.weight", EPSILON), "token_embd");
  }

  private double[] attention(double[] h, String block) {
    int position = keys.size();
    double[] key = layers.linear(h, block + "attn_k");
    key = layers.rmsNorm(key, block + "attn_k_norm.weight", EPSILON);
    keys.add(NaiveLayers.turn(key, position, 10000, TURNED, false));
    values.add(layers.linear(h, block + "attn_v"));
    double[] both = layers.linear(h, block + "attn_q");
    List<double[]> heads = new ArrayList<>();
    for (int head = 0; head < HEADS; head++) {
      double[] query = NaiveLayers.part(both, 2 * head * HEAD_LENGTH, HEAD_LENGTH);
      double[] gate = NaiveLayers.part(both, (2 * head + 1) * HEAD_LENGTH, HEAD_LENGTH);
      query = layers.rmsNorm(query, block + "attn_q_norm.weight", EPSILON);
      query = NaiveLayers.turn(query, position, 10000, TURNED, false);
      double[] out = NaiveLayers.attend(query, keys, values, 1 / Math.sqrt(HEAD_LENGTH));
      heads.add(NaiveLayers.times(out, NaiveLayers.map(gate, NaiveLayers::sigmoid)));
    }
    return layers.linear(NaiveLayers.join(heads), block + "attn_output");
  }

  private double[] delta(double[] h, String block) {
    List<double[]> queries = new ArrayList<>();
    List<double[]> ks = new ArrayList<>();
    List<double[]> vs = new ArrayList<>();
    List<double[]> zs = new ArrayList<>();
    double[] beta;
    double[] alpha;
    if (fused) {
      double[] in = layers.linear(h, block + "ssm_in");
      double[] ba = layers.linear(h, block + "ssm_ba");
      beta = new double[VALUE_HEADS];
      alpha = new double[VALUE_HEADS];
      int stride = (2 + 2 * GROUP) * STATE;
      for (int head = 0; head < KEY_HEADS; head++) {
        int at = head * stride;
        queries.add(NaiveLayers.part(in, at, STATE));
        ks.add(NaiveLayers.part(in, at + STATE, STATE));
        vs.add(NaiveLayers.part(in, at + 2 * STATE, GROUP * STATE));
        zs.add(NaiveLayers.part(in, at + (2 + GROUP) * STATE, GROUP * STATE));
        for (int g = 0; g < GROUP; g++) {
          beta[head * GROUP + g] = ba[head * 2 * GROUP + g];
          alpha[head * GROUP + g] = ba[head * 2 * GROUP + GROUP + g];
        }
      }
    } else {
      double[] in = layers.linear(h, block + "attn_qkv");
      queries.add(NaiveLayers.part(in, 0, KEY_HEADS * STATE));
      ks.add(NaiveLayers.part(in, KEY_HEADS * STATE, KEY_HEADS * STATE));
      vs.add(NaiveLayers.part(in, 2 * KEY_HEADS * STATE, VALUE_HEADS * STATE));
      zs.add(layers.linear(h, block + "attn_gate"));
      beta = layers.linear(h, block + "ssm_beta");
      alpha = layers.linear(h, block + "ssm_alpha");
    }
    double[] u =
        NaiveLayers.join(
            List.of(NaiveLayers.join(queries), NaiveLayers.join(ks), NaiveLayers.join(vs)));
    double[] c = convolved(u, block);
    double[] z = NaiveLayers.join(zs);
    double[] bias = layers.row(block + "ssm_dt.bias", 0);
    double[] a = layers.row(block + "ssm_a", 0);
    List<double[]> heads = new ArrayList<>();
    for (int head = 0; head < VALUE_HEADS; head++) {
      int keyHead = fused ? head / GROUP : head % KEY_HEADS;
      double[] q = unit(NaiveLayers.part(c, keyHead * STATE, STATE));
      double[] k = unit(NaiveLayers.part(c, (KEY_HEADS + keyHead) * STATE, STATE));
      double[] v = NaiveLayers.part(c, (2 * KEY_HEADS + head) * STATE, STATE);
      double decay = Math.exp(a[head] * Math.log(1 + Math.exp(alpha[head] + bias[head])));
      double[] o = step(block + head, q, k, v, decay, NaiveLayers.sigmoid(beta[head]));
      o = layers.rmsNorm(o, block + "ssm_norm.weight", EPSILON);
      double[] gate = NaiveLayers.silu(NaiveLayers.part(z, head * STATE, STATE));
      heads.add(NaiveLayers.times(o, gate));
    }
    return layers.linear(NaiveLayers.join(heads), block + "ssm_out");
  }

  private double[] convolved(double[] u, String block) {
    List<double[]> past = inputs.computeIfAbsent(block, key -> new ArrayList<>());
    past.add(u);
    double[] sum = new double[u.length];
    for (int channel = 0; channel < u.length; channel++) {
      double[] taps = layers.row(block + "ssm_conv1d.weight", channel);
      for (int j = 0; j < 4; j++) {
        int time = past.size() - 4 + j;
        sum[channel] += time < 0 ? 0 : taps[j] * past.get(time)[channel];
      }
    }
    return NaiveLayers.silu(sum);
  }

  private double[] step(
      String name, double[] q, double[] k, double[] v, double decay, double update) {
    double[][] state = states.computeIfAbsent(name, key -> new double[STATE][STATE]);
    double[] out = new double[STATE];
    for (int j = 0; j < STATE; j++) {
      double seen = 0;
      for (int i = 0; i < STATE; i++) {
        state[i][j] *= decay;
        seen += state[i][j] * k[i];
      }
      for (int i = 0; i < STATE; i++) {
        state[i][j] += k[i] * update * (v[j] - seen);
        out[j] += state[i][j] * q[i] / Math.sqrt(STATE);
      }
    }
    return out;
  }

  private static double[] unit(double[] x) {
    double length = Math.sqrt(NaiveLayers.dot(x, x) + EPSILON);
    return NaiveLayers.map(x, value -> value / length);
  }
}
