package llamajar.confine.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/// Threads that start threads without end, while the process is confined: the newest of them is a
/// child of one that was there when it began.
final class Churn {
  private final Path file;
  private final CountDownLatch confined = new CountDownLatch(1);
  private final CountDownLatch read = new CountDownLatch(1);
  private final AtomicReference<IOException> refusal = new AtomicReference<>();

  private Churn(Path file) {
    this.file = file;
  }

  static Churn start(Path file) throws InterruptedException {
    Churn churn = new Churn(file);
    CountDownLatch begun = new CountDownLatch(20);
    churn.next(begun);
    begun.await();
    return churn;
  }

  /// Lets the newest thread read the file.
  ///
  /// @throws IOException if it was refused
  Void readLater() throws IOException, InterruptedException {
    confined.countDown();
    read.await();
    IOException refused = refusal.get();
    if (refused != null) {
      throw refused;
    }
    return null;
  }

  private void next(CountDownLatch begun) {
    Thread thread =
        new Thread(() -> {
          begun.countDown();
          if (confined.getCount() > 0) {
            next(begun);
            return;
          }
          try {
            Files.readString(file);
          } catch (IOException e) {
            refusal.set(e);
          }
          read.countDown();
        });
    thread.setDaemon(true);
    thread.start();
  }
}
