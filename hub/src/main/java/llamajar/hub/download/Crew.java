package llamajar.hub.download;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs connections at the same time, and looks after them.
final class Crew {
  private static final long LOOK_MILLIS = 100;

  /// What one connection does.
  interface Work {
    void run(Connection connection) throws IOException, InterruptedException;
  }

  /// What is done between looks.
  interface Look {
    void look() throws IOException;
  }

  private Crew() {}

  /// Runs until all have finished, or one has failed; none runs afterwards.
  ///
  /// @throws IOException the first failure
  static void run(List<Connection> connections, Work work, Look look)
      throws IOException, InterruptedException {
    CountDownLatch running = new CountDownLatch(connections.size());
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (Connection connection : connections) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  work.run(connection);
                } catch (Throwable e) {
                  failure.compareAndSet(null, e);
                } finally {
                  running.countDown();
                }
              }));
    }
    try {
      while (!running.await(LOOK_MILLIS, TimeUnit.MILLISECONDS) && failure.get() == null) {
        look.look();
      }
    } finally {
      for (Thread thread : threads) {
        thread.interrupt();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    rethrow(failure.get());
  }

  private static void rethrow(@Nullable Throwable failure)
      throws IOException, InterruptedException {
    switch (failure) {
      case null -> {}
      case IOException e -> throw e;
      case InterruptedException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }
}
