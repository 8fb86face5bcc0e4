package llamajar.cli.bench;

import java.util.List;

/// What was measured.
///
/// @param test what was done
/// @param threads how many threads did it
/// @param speeds tokens per second, of each repetition
/// @param limit what the machine can do: operations per second for a prompt, floating-point ones of
///   the processor or of int8 on a GPU; bytes per second for generating
/// @param share how much of that the mean of the speeds is
record BenchResult(BenchTest test, int threads, List<Double> speeds, double limit, double share) {

  /// Copies the list of speeds.
  BenchResult {
    speeds = List.copyOf(speeds);
  }

  /// The mean of the speeds.
  double mean() {
    return mean(speeds);
  }

  static double mean(List<Double> speeds) {
    return speeds.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  /// Their standard deviation; 0 if there is one only.
  double deviation() {
    double mean = mean();
    double sum = speeds.stream().mapToDouble(speed -> (speed - mean) * (speed - mean)).sum();
    return speeds.size() < 2 ? 0 : Math.sqrt(sum / (speeds.size() - 1));
  }
}
