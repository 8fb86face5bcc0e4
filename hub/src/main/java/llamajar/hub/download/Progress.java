package llamajar.hub.download;

import java.time.Duration;
import java.util.Optional;

/// How far a download is.
///
/// @param name of the file
/// @param phase what is being done
/// @param done bytes
/// @param total bytes
/// @param bytesPerSecond lately; 0 if not known yet
public record Progress(String name, Phase phase, long done, long total, double bytesPerSecond) {
  /// What is done with the bytes.
  public enum Phase {
    /// They are fetched.
    FETCHING,
    /// They are compared with the hash.
    CHECKING
  }

  private static final double LEAST_SPEED = 1;

  /// How long it will take; empty if that can't be said.
  public Optional<Duration> left() {
    if (bytesPerSecond < LEAST_SPEED) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofSeconds((long) Math.ceil((total - done) / bytesPerSecond)));
  }
}
