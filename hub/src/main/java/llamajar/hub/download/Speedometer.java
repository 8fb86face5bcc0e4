package llamajar.hub.download;

import java.util.ArrayDeque;

/// The speed of the last seconds.
final class Speedometer {
  private static final long WINDOW_NANOS = 5_000_000_000L;
  private static final double NANOS_PER_SECOND = 1e9;

  private record Sample(long nanos, long bytes) {}

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();

  /// Bytes per second.
  ///
  /// @param bytes that have arrived altogether
  double speed(long nanos, long bytes) {
    samples.addLast(new Sample(nanos, bytes));
    while (samples.size() > 2 && nanos - samples.getFirst().nanos() > WINDOW_NANOS) {
      samples.removeFirst();
    }
    Sample first = samples.getFirst();
    long passed = nanos - first.nanos();
    return passed <= 0 ? 0 : Math.max(0, bytes - first.bytes()) * NANOS_PER_SECOND / passed;
  }
}
