package llamajar.cli.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets work end well when the process is told to end: by Ctrl-C, by `kill`, or because its
/// terminal was closed.
///
/// The JVM answers such a signal by running its shutdown hooks and exits with 128 plus the signal's
/// number afterwards. The hook here asks the work to stop, then waits until it has; not forever,
/// because a batch of a large model can't be broken off.
public final class Interrupt implements AutoCloseable {
  /// What shells take for "stopped by Ctrl-C".
  public static final int EXIT_CODE = 130;

  private static final long PATIENCE_SECONDS = 5;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "interrupt");
  private volatile boolean requested;

  private Interrupt() {}

  /// Starts to listen.
  public static Interrupt listen() {
    Interrupt interrupt = new Interrupt();
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  /// Whether the work should stop.
  public boolean requested() {
    return requested;
  }

  /// The work is done: stops listening, and lets the process end if that was asked for.
  @Override
  public void close() {
    finished.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process is ending; the hook finds the work finished.
        requested = true;
      }
    }
  }

  void stop() {
    requested = true;
    try {
      if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
