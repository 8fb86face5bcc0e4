package llamajar.hub.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A failure that may be gone at the next try.
public final class RetryableException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Duration wait;

  /// A failure of a connection.
  public RetryableException(String message, @Nullable Throwable cause) {
    super(message, cause);
    wait = null;
  }

  /// A server's wish to be asked later.
  public RetryableException(String message, Optional<Duration> wait) {
    super(message);
    this.wait = wait.orElse(null);
  }

  /// How long the server wants to be left alone; empty if it did not say.
  public Optional<Duration> serverWait() {
    return Optional.ofNullable(wait);
  }
}
