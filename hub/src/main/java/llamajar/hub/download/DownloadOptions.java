package llamajar.hub.download;

import java.util.function.BooleanSupplier;
import llamajar.hub.http.Pace;

/// How downloads are done.
///
/// @param connections at most so many for one file
/// @param bytesPerConnection a connection more for each so many bytes
/// @param space how much the disk takes
/// @param stop whether to stop, asked several times a second
public record DownloadOptions(
    int connections, long bytesPerConnection, Pace pace, FreeSpace space, BooleanSupplier stop) {
  /// What does for most lines and servers.
  public static final int USUAL_CONNECTIONS = 6;

  /// More is taken for an attack by some servers.
  public static final int MOST_CONNECTIONS = 32;

  private static final long USUAL_BYTES = 8 << 20;

  /// The usual way.
  public static DownloadOptions usual() {
    return new DownloadOptions(
        USUAL_CONNECTIONS, USUAL_BYTES, Pace.SYSTEM, FreeSpace.OF_FILE_STORE, () -> false);
  }

  /// With at most so many connections.
  public DownloadOptions withConnections(int most) {
    return new DownloadOptions(most, bytesPerConnection, pace, space, stop);
  }

  /// With something that stops it.
  public DownloadOptions withStop(BooleanSupplier requested) {
    return new DownloadOptions(
        connections, bytesPerConnection, pace.stoppedBy(requested), space, requested);
  }

  /// How many connections a file is worth.
  int connectionsFor(long missing) {
    return Math.clamp(missing / bytesPerConnection, 1, connections);
  }
}
