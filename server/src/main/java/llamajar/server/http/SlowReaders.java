package llamajar.server.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Ends connections whose clients don't read what is sent to them: a write that takes too long is
/// interrupted, which closes its socket.
final class SlowReaders implements AutoCloseable {
  private final long nanos;
  private final Set<Watched> writers = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  SlowReaders(Duration timeout) {
    nanos = timeout.toNanos();
    thread = Thread.ofVirtual().name("llamajar-slow-readers").start(this::watch);
  }

  /// The writes of one response.
  final class Watched implements AutoCloseable {
    private @Nullable Thread writer;
    private long since;

    /// To be called before a write.
    synchronized void begin() {
      since = System.nanoTime();
      writer = Thread.currentThread();
    }

    /// To be called after it.
    synchronized void end() {
      writer = null;
    }

    private synchronized void check(long now) {
      if (writer != null && now - since > nanos) {
        writer.interrupt();
      }
    }

    @Override
    public void close() {
      writers.remove(this);
    }
  }

  Watched add() {
    Watched watched = new Watched();
    writers.add(watched);
    return watched;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(Math.clamp(nanos / 4_000_000, 10, 1000));
        long now = System.nanoTime();
        writers.forEach(watched -> watched.check(now));
      }
    } catch (InterruptedException e) {
      // The server stops.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
