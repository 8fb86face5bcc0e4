package llamajar.cli.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import llamajar.compute.cpu.probe.MachineProbe;
import llamajar.compute.cpu.probe.Measurement;

/// What the machine can do at best, measured once for each number of threads.
final class Limits {
  private final MachineProbe probe = MachineProbe.best();
  private final Map<Integer, Measurement> bandwidths = new HashMap<>();
  private final Map<Integer, Measurement> peaks = new HashMap<>();

  /// Bytes per second that threads can read from memory.
  double readBandwidth(int threads) {
    return bandwidths.computeIfAbsent(threads, probe::readBandwidth).perSecond();
  }

  /// Floating-point operations per second that threads can do.
  double floatPeak(int threads) {
    return peaks.computeIfAbsent(threads, probe::floatPeak).perSecond();
  }

  /// What was measured, for people.
  List<String> describe() {
    List<String> lines = new ArrayList<>();
    bandwidths.forEach((threads, measured) -> lines.add(describe("memory", measured, "GB/s")));
    peaks.forEach((threads, measured) -> lines.add(describe("float32 peak", measured, "GFLOP/s")));
    return lines;
  }

  private static String describe(String what, Measurement measured, String unit) {
    return "%s with %d threads: %.1f %s (%s)"
        .formatted(what, measured.threads(), measured.perSecond() / 1e9, unit, measured.method());
  }
}
