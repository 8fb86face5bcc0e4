package llamajar.hub;

import java.nio.file.Path;

/// A model in the cache.
///
/// @param name how to ask for it again: `owner/repo:QUANT`, or an address
/// @param file the one to open
/// @param bytes of all its files; of an incomplete one, what has arrived
/// @param state whether it can be used
public record Holding(String name, Path file, long bytes, State state) {
  /// What can be done with it.
  public enum State {
    /// It is there.
    COMPLETE,
    /// It is there, but the hub had a newer one when it was last asked.
    OUTDATED,
    /// A download did not finish; asking for it again goes on with it.
    INCOMPLETE
  }
}
