package llamajar.hub.http;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Time as downloads see it, so that tests need none.
public interface Pace {
  /// The clock of this machine.
  Pace SYSTEM =
      new Pace() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
          Thread.sleep(duration);
        }
      };

  /// Nanoseconds since some moment.
  long nanos();

  /// Waits before another try.
  void pause(Duration duration) throws InterruptedException;

  /// The same time, in which waits end early when something is to stop.
  default Pace stoppedBy(BooleanSupplier stop) {
    Pace whole = this;
    return new Pace() {
      @Override
      public long nanos() {
        return whole.nanos();
      }

      @Override
      public void pause(Duration duration) throws InterruptedException {
        final Duration slice = Duration.ofMillis(200);
        Duration left = duration;
        while (left.isPositive()) {
          if (stop.getAsBoolean()) {
            throw new InterruptedException("stopped");
          }
          Duration part = left.compareTo(slice) < 0 ? left : slice;
          whole.pause(part);
          left = left.minus(part);
        }
      }
    };
  }
}
