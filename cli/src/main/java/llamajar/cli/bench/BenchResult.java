package llamajar.cli.bench;

import java.util.Arrays;

/// What was measured.
///
/// @param test what was done
/// @param threads how many threads did it
/// @param speeds tokens per second, of each repetition
/// @param limit what the machine can do: floating-point operations per second for a prompt, bytes
///   per second for generating
/// @param share how much of that the mean of the speeds is
record BenchResult(BenchTest test, int threads, double[] speeds, double limit, double share) {

  /// The mean of the speeds.
  double mean() {
    return mean(speeds);
  }

  static double mean(double[] speeds) {
    return Arrays.stream(speeds).average().orElse(0);
  }

  /// Their standard deviation; 0 if there is one only.
  double deviation() {
    double mean = mean();
    double sum = Arrays.stream(speeds).map(speed -> (speed - mean) * (speed - mean)).sum();
    return speeds.length < 2 ? 0 : Math.sqrt(sum / (speeds.length - 1));
  }
}
