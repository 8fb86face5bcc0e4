package llamajar.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import llamajar.gguf.GgufFile;
import llamajar.gguf.Tensor;
import llamajar.gguf.quant.TensorRows;

/// The formulas that families are made of, in double precision, one token after another; shares
/// nothing with the program's own but the decoders of weights.
final class Naive {
  private final GgufFile file;
  private final Map<String, List<double[][]>> caches = new HashMap<>();

  Naive(GgufFile file) {
    this.file = file;
  }

  double[] embed(int token) {
    return row("token_embd.weight", token);
  }

  double[] linear(double[] x, String name) {
    Tensor weight = file.tensor(name + ".weight").orElseThrow();
    double[] y = rows(x, name + ".weight", 0, (int) weight.shape().rowCount());
    return file.tensor(name + ".bias").isPresent() ? add(y, row(name + ".bias", 0)) : y;
  }

  /// Some rows of a matrix times `x`.
  double[] rows(double[] x, String tensor, int first, int count) {
    double[] y = new double[count];
    for (int o = 0; o < count; o++) {
      double[] w = row(tensor, first + o);
      for (int i = 0; i < x.length; i++) {
        y[o] += w[i] * x[i];
      }
    }
    return y;
  }

  double[] row(String name, int row) {
    Tensor tensor = file.tensor(name).orElseThrow();
    float[] values = new float[(int) tensor.shape().rowLength()];
    new TensorRows(tensor).decode(row, values, 0);
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  /// RMSNorm of each segment with one weight for all.
  double[] rms(double[] x, int segment, String name, double epsilon) {
    double[] w = row(name + ".weight", 0);
    double[] y = new double[x.length];
    for (int s = 0; s < x.length; s += segment) {
      double squares = 0;
      for (int i = s; i < s + segment; i++) {
        squares += x[i] * x[i];
      }
      for (int i = s; i < s + segment; i++) {
        y[i] = x[i] / Math.sqrt(squares / segment + epsilon) * w[i - s];
      }
    }
    return y;
  }

  /// LayerNorm of each segment with a row of weights of its own.
  double[] layer(double[] x, int segment, String name, double epsilon) {
    double[] y = new double[x.length];
    for (int s = 0; s < x.length; s += segment) {
      double[] w = row(name + ".weight", s / segment);
      double mean = Arrays.stream(x, s, s + segment).average().orElseThrow();
      double variance =
          Arrays.stream(x, s, s + segment)
              .map(v -> (v - mean) * (v - mean))
              .average()
              .orElseThrow();
      for (int i = s; i < s + segment; i++) {
        y[i] = (x[i] - mean) / Math.sqrt(variance + epsilon) * w[i - s];
      }
    }
    return y;
  }

  /// Rotates the first `dimensions` components of each head.
  static double[] rotate(
      double[] x, int headLength, int dimensions, boolean interleaved, IntToDoubleFunction angle) {
    double[] y = x.clone();
    for (int head = 0; head < x.length; head += headLength) {
      for (int t = 0; t < dimensions / 2; t++) {
        int u = head + (interleaved ? 2 * t : t);
        int v = u + (interleaved ? 1 : dimensions / 2);
        double a = angle.applyAsDouble(t);
        y[u] = x[u] * Math.cos(a) - x[v] * Math.sin(a);
        y[v] = x[u] * Math.sin(a) + x[v] * Math.cos(a);
      }
    }
    return y;
  }

  /// Attends after remembering key and value under the name of a layer.
  double[] attend(
      String layer, double[] q, double[] k, double[] v, int length, double scale, int window) {
    List<double[][]> past = caches.computeIfAbsent(layer, name -> new ArrayList<>());
    past.add(new double[][] {k, v});
    int group = q.length / k.length;
    int first = window == 0 ? 0 : Math.max(0, past.size() - window);
    double[] out = new double[q.length];
    for (int head = 0; head < q.length / length; head++) {
      int kv = head / group * length;
      double[] weights = new double[past.size()];
      double sum = 0;
      for (int j = first; j < past.size(); j++) {
        double score = 0;
        for (int i = 0; i < length; i++) {
          score += q[head * length + i] * past.get(j)[0][kv + i];
        }
        weights[j] = Math.exp(scale * score);
        sum += weights[j];
      }
      for (int j = first; j < past.size(); j++) {
        for (int i = 0; i < length; i++) {
          out[head * length + i] += weights[j] / sum * past.get(j)[1][kv + i];
        }
      }
    }
    return out;
  }

  double[] swiGlu(double[] h, String block, String suffix) {
    return linear(
        silu(linear(h, block + "ffn_gate" + suffix), linear(h, block + "ffn_up" + suffix)),
        block + "ffn_down" + suffix);
  }

  static double[] silu(double[] gate, double[] up) {
    return IntStream.range(0, gate.length)
        .mapToDouble(i -> gate[i] * sigmoid(gate[i]) * up[i])
        .toArray();
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  static double[] softmax(double[] z) {
    double sum = Arrays.stream(z).map(Math::exp).sum();
    return Arrays.stream(z).map(x -> Math.exp(x) / sum).toArray();
  }

  /// Numbers in descending order of their scores.
  static List<Integer> best(double[] scores, int from, int to) {
    return IntStream.range(from, to)
        .boxed()
        .sorted(Comparator.comparingDouble(e -> -scores[e]))
        .toList();
  }

  /// The weighted sum of SwiGLU experts.
  ///
  /// @param perExpert whether each has a tensor of its own
  double[] experts(
      double[] h, String block, List<Integer> chosen, double[] weights, boolean perExpert) {
    double[] y = new double[h.length];
    for (int e : chosen) {
      double[] gate = expert(h, block + "ffn_gate", e, perExpert);
      double[] up = expert(h, block + "ffn_up", e, perExpert);
      double[] down = expert(silu(gate, up), block + "ffn_down", e, perExpert);
      for (int i = 0; i < y.length; i++) {
        y[i] += weights[e] * down[i];
      }
    }
    return y;
  }

  private double[] expert(double[] x, String name, int e, boolean perExpert) {
    if (perExpert) {
      return linear(x, name + "." + e);
    }
    int rows = (int) file.tensor(name + "_exps.weight").orElseThrow().shape().extent1();
    return rows(x, name + "_exps.weight", e * rows, rows);
  }

  static double[] add(double[] left, double[] right) {
    return IntStream.range(0, left.length).mapToDouble(i -> left[i] + right[i]).toArray();
  }

  static double[] scale(double[] x, double factor) {
    return Arrays.stream(x).map(v -> v * factor).toArray();
  }
}
