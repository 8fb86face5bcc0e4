package llamajar.hub.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import llamajar.hub.http.Pace;
import llamajar.hub.name.HubException;
import org.jspecify.annotations.Nullable;

/// A lock that excludes other processes, and other threads of this one. It goes with the process,
/// however that ends.
public final class FileLock implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final FileChannel channel;

  private FileLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Takes the lock, if nobody has it.
  public static Optional<FileLock> tryTake(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    java.nio.channels.@Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // A thread of this process has it.
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock == null ? Optional.empty() : Optional.of(new FileLock(channel));
  }

  /// Waits for the lock.
  ///
  /// @param waiting runs once if it can't be had at once
  /// @param stop whether to wait no longer
  /// @throws HubException if it was stopped
  public static FileLock take(Path file, Pace pace, Runnable waiting, BooleanSupplier stop)
      throws IOException, InterruptedException {
    Optional<FileLock> lock = tryTake(file);
    if (lock.isEmpty()) {
      waiting.run();
    }
    while (lock.isEmpty()) {
      if (stop.getAsBoolean()) {
        throw new HubException("stopped");
      }
      pace.pause(LOOK);
      lock = tryTake(file);
    }
    return lock.get();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
