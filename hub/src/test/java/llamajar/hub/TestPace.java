package llamajar.hub;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import llamajar.hub.http.Pace;

/// Time that passes when a test says so. Waits are noted and over at once.
public final class TestPace implements Pace {
  private final AtomicLong nanos = new AtomicLong();
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public void pause(Duration duration) throws InterruptedException {
    pauses.add(duration);
    nanos.addAndGet(duration.toNanos());
    // As a real wait does it.
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /// Lets time pass.
  public void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  /// The waits so far.
  public List<Duration> pauses() {
    return List.copyOf(pauses);
  }
}
