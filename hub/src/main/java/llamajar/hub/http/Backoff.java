package llamajar.hub.http;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/// Waits between tries: 1 s, then twice as long each time, or as long as the server says.
public final class Backoff {
  private static final int MOST_TRIES = 6;
  private static final Duration FIRST = Duration.ofSeconds(1);

  /// Longer than this nobody waits in front of a terminal.
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Pace pace;
  private final String what;
  private final Consumer<String> notes;
  private int failures;

  /// @param what is tried, for messages
  /// @param notes gets a line for each wait
  public Backoff(Pace pace, String what, Consumer<String> notes) {
    this.pace = pace;
    this.what = what;
    this.notes = notes;
  }

  /// A try got somewhere: earlier failures don't count any more.
  public void progressed() {
    failures = 0;
  }

  /// Waits after a failed try.
  ///
  /// @throws UnreachableException if there were enough of them, or the wait would be too long
  public void waitAfter(RetryableException failure)
      throws UnreachableException, InterruptedException {
    failures++;
    if (failures >= MOST_TRIES) {
      throw new UnreachableException(
          "%s: %s; tried %d times, try again later".formatted(what, failure.getMessage(), failures),
          failure);
    }
    Duration wait = failure.serverWait().orElse(FIRST.multipliedBy(1L << (failures - 1)));
    if (wait.compareTo(LONGEST) > 0) {
      throw new UnreachableException(
          "%s: %s, for %d minutes; try again then"
              .formatted(what, failure.getMessage(), wait.toMinutes() + 1),
          failure);
    }
    notes.accept(
        "%s: %s; trying again in %d s".formatted(what, failure.getMessage(), wait.toSeconds()));
    pace.pause(wait);
  }

  /// Something that may fail for a moment.
  ///
  /// @param <T> what comes of it
  @FunctionalInterface
  public interface Try<T> {
    /// Tries once.
    T run() throws IOException, InterruptedException;
  }

  /// Tries until it succeeds or is given up.
  public <T> T retry(Try<T> once) throws IOException, InterruptedException {
    while (true) {
      try {
        return once.run();
      } catch (RetryableException e) {
        waitAfter(e);
      }
    }
  }
}
