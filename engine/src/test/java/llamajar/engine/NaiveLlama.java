package llamajar.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import llamajar.gguf.GgufException;
import llamajar.gguf.GgufFile;
import llamajar.gguf.Tensor;
import llamajar.gguf.quant.TensorRows;

/// The forward pass of a llama model in double precision, token by token, straight from the
/// formulas; shares nothing with the program's own but the decoders of weights.
final class NaiveLlama {
  private final GgufFile file;
  private final int heads;
  private final int headsKv;
  private final int headLength;
  private final double epsilon;
  private final DoubleUnaryOperator[] angles;
  private final double magnitude;
  private final int window;
  private final List<List<double[][]>> cache = new ArrayList<>();

  /// @param angles the angle of each pair at a position
  NaiveLlama(
      GgufFile file, DoubleUnaryOperator[] angles, double magnitude, int headLength, int window)
      throws GgufException {
    this.file = file;
    this.angles = angles;
    this.magnitude = magnitude;
    this.headLength = headLength;
    this.window = window;
    heads = (int) file.metadata().requireInteger("llama.attention.head_count");
    headsKv = (int) file.metadata().requireInteger("llama.attention.head_count_kv");
    epsilon = file.metadata().requireNumber("llama.attention.layer_norm_rms_epsilon");
    for (int layer = 0; layer < file.metadata().requireInteger("llama.block_count"); layer++) {
      cache.add(new ArrayList<>());
    }
  }

  /// The logits after one more token.
  double[] next(int token) {
    double[] x = row(file.tensor("token_embd.weight").orElseThrow(), token);
    for (int layer = 0; layer < cache.size(); layer++) {
      String block = "blk." + layer + ".";
      x = add(x, attention(norm(x, block + "attn_norm.weight"), layer, block));
      double[] h = norm(x, block + "ffn_norm.weight");
      double[] gate = linear(h, block + "ffn_gate");
      double[] up = linear(h, block + "ffn_up");
      for (int i = 0; i < gate.length; i++) {
        gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
      }
      x = add(x, linear(gate, block + "ffn_down"));
    }
    x = norm(x, "output_norm.weight");
    return file.tensor("output.weight").isPresent()
        ? linear(x, "output")
        : multiply(file.tensor("token_embd.weight").orElseThrow(), x);
  }

  private double[] attention(double[] h, int layer, String block) {
    List<double[][]> past = cache.get(layer);
    int position = past.size();
    double[] q = rotate(linear(h, block + "attn_q"), heads, position);
    double[] k = rotate(linear(h, block + "attn_k"), headsKv, position);
    past.add(new double[][] {k, linear(h, block + "attn_v")});
    int first = window == 0 ? 0 : Math.max(0, position - window + 1);
    double[] out = new double[heads * headLength];
    for (int head = 0; head < heads; head++) {
      int kv = head / (heads / headsKv) * headLength;
      double[] weights = new double[position + 1];
      double sum = 0;
      for (int j = first; j <= position; j++) {
        double score = 0;
        for (int i = 0; i < headLength; i++) {
          score += q[head * headLength + i] * past.get(j)[0][kv + i];
        }
        weights[j] = Math.exp(score / Math.sqrt(headLength));
        sum += weights[j];
      }
      for (int j = first; j <= position; j++) {
        for (int i = 0; i < headLength; i++) {
          out[head * headLength + i] += weights[j] / sum * past.get(j)[1][kv + i];
        }
      }
    }
    return linear(out, block + "attn_output");
  }

  private double[] rotate(double[] x, int count, int position) {
    double[] turned = x.clone();
    for (int head = 0; head < count; head++) {
      for (int t = 0; t < angles.length; t++) {
        double angle = angles[t].applyAsDouble(position);
        int at = head * headLength + 2 * t;
        turned[at] = magnitude * (x[at] * Math.cos(angle) - x[at + 1] * Math.sin(angle));
        turned[at + 1] = magnitude * (x[at] * Math.sin(angle) + x[at + 1] * Math.cos(angle));
      }
    }
    return turned;
  }

  private double[] norm(double[] x, String name) {
    double squares = 0;
    for (double value : x) {
      squares += value * value;
    }
    double[] weight = row(file.tensor(name).orElseThrow(), 0);
    double[] out = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = x[i] / Math.sqrt(squares / x.length + epsilon) * weight[i];
    }
    return out;
  }

  private double[] linear(double[] x, String name) {
    double[] out = multiply(file.tensor(name + ".weight").orElseThrow(), x);
    return file.tensor(name + ".bias").map(bias -> add(out, row(bias, 0))).orElse(out);
  }

  private static double[] multiply(Tensor weight, double[] x) {
    double[] out = new double[(int) weight.shape().rowCount()];
    for (int o = 0; o < out.length; o++) {
      double[] row = row(weight, o);
      for (int i = 0; i < x.length; i++) {
        out[o] += row[i] * x[i];
      }
    }
    return out;
  }

  private static double[] row(Tensor tensor, int row) {
    float[] values = new float[(int) tensor.shape().rowLength()];
    new TensorRows(tensor).decode(row, values, 0);
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static double[] add(double[] left, double[] right) {
    double[] sum = left.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += right[i];
    }
    return sum;
  }
}
