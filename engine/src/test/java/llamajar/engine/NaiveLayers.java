package llamajar.engine;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import llamajar.gguf.GgufFile;
import llamajar.gguf.Tensor;
import llamajar.gguf.quant.TensorRows;

/// The layers of models in double precision, straight from their formulas; shares nothing with the
/// program's own but the decoders of weights.
final class NaiveLayers {
  private final GgufFile file;

  NaiveLayers(GgufFile file) {
    this.file = file;
  }

  boolean has(String tensor) {
    return file.tensor(tensor).isPresent();
  }

  double[] row(String tensor, int row) {
    return row(file.tensor(tensor).orElseThrow(), row);
  }

  double[] linear(double[] x, String name) {
    Tensor weight = file.tensor(name + ".weight").orElseThrow();
    double[] out = rows(x, weight, 0, (int) weight.shape().rowCount());
    return has(name + ".bias") ? add(out, row(name + ".bias", 0)) : out;
  }

  /// The product with one matrix of a stack.
  double[] linear(double[] x, String name, int matrix) {
    Tensor weight = file.tensor(name + ".weight").orElseThrow();
    int count = (int) weight.shape().extent1();
    return rows(x, weight, matrix * count, count);
  }

  private static double[] rows(double[] x, Tensor weight, int first, int count) {
    double[] out = new double[count];
    for (int o = 0; o < count; o++) {
      out[o] = dot(row(weight, first + o), x);
    }
    return out;
  }

  double[] rmsNorm(double[] x, String weight, double epsilon) {
    return times(unweightedRmsNorm(x, epsilon), row(weight, 0));
  }

  static double[] unweightedRmsNorm(double[] x, double epsilon) {
    double factor = 1 / Math.sqrt(dot(x, x) / x.length + epsilon);
    return map(x, value -> value * factor);
  }

  double[] layerNorm(double[] x, String name, double epsilon) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double[] centred = map(x, value -> value - mean);
    double factor = 1 / Math.sqrt(dot(centred, centred) / x.length + epsilon);
    double[] scaled = map(centred, value -> value * factor);
    return add(times(scaled, row(name + ".weight", 0)), row(name + ".bias", 0));
  }

  /// Softmax attention of one head over all given positions.
  static double[] attend(double[] query, List<double[]> keys, List<double[]> values, double scale) {
    double[] weights = new double[keys.size()];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = Math.exp(scale * dot(query, keys.get(j)));
    }
    double sum = Arrays.stream(weights).sum();
    double[] out = new double[values.getFirst().length];
    for (int j = 0; j < weights.length; j++) {
      double weight = weights[j] / sum;
      out = add(out, map(values.get(j), value -> weight * value));
    }
    return out;
  }

  /// Turns pairs of components by `position · base^(−2t/n)`, the first `n` components of a head.
  static double[] turn(double[] head, int position, double base, int n, boolean interleaved) {
    double[] turned = head.clone();
    for (int t = 0; t < n / 2; t++) {
      double angle = position * Math.pow(base, -2.0 * t / n);
      int first = interleaved ? 2 * t : t;
      int second = interleaved ? 2 * t + 1 : t + n / 2;
      turned[first] = head[first] * Math.cos(angle) - head[second] * Math.sin(angle);
      turned[second] = head[first] * Math.sin(angle) + head[second] * Math.cos(angle);
    }
    return turned;
  }

  static double[] part(double[] x, int from, int length) {
    return Arrays.copyOfRange(x, from, from + length);
  }

  static double[] join(List<double[]> parts) {
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  static double[] silu(double[] x) {
    return map(x, value -> value * sigmoid(value));
  }

  static double[] gelu(double[] x) {
    return map(
        x,
        value ->
            0.5
                * value
                * (1
                    + Math.tanh(Math.sqrt(2 / Math.PI) * (value + 0.044715 * Math.pow(value, 3)))));
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  static double[] map(double[] x, DoubleUnaryOperator function) {
    return Arrays.stream(x).map(function).toArray();
  }

  static double[] add(double[] left, double[] right) {
    double[] sum = left.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += right[i];
    }
    return sum;
  }

  static double[] times(double[] left, double[] right) {
    double[] product = left.clone();
    for (int i = 0; i < product.length; i++) {
      product[i] *= right[i];
    }
    return product;
  }

  static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
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
}
