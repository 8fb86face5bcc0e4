package llamajar.engine.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;

/// How often values fell between bounds. Written and read by any thread.
public final class Distribution {
  private final double[] bounds;
  private final AtomicLongArray counts;
  private final DoubleAdder sum = new DoubleAdder();

  Distribution(double... bounds) {
    this.bounds = bounds;
    counts = new AtomicLongArray(bounds.length + 1);
  }

  /// Seconds, from a tenth of a millisecond to minutes.
  static Distribution ofSeconds() {
    return new Distribution(
        0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60);
  }

  void add(double value) {
    int i = 0;
    while (i < bounds.length && value > bounds[i]) {
      i++;
    }
    counts.incrementAndGet(i);
    sum.add(value);
  }

  /// Values up to a bound.
  ///
  /// @param bound infinite for all
  public record Share(double bound, long count) {}

  /// For each bound how many values were not greater, rising; the last bound is infinite.
  public List<Share> shares() {
    List<Share> shares = new ArrayList<>();
    long count = 0;
    for (int i = 0; i <= bounds.length; i++) {
      count += counts.get(i);
      shares.add(new Share(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY, count));
    }
    return shares;
  }

  /// Sum of all values.
  public double sum() {
    return sum.sum();
  }
}
