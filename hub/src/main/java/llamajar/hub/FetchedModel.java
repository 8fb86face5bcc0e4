package llamajar.hub;

import java.nio.file.Path;
import java.util.List;

/// A model that is on this machine.
///
/// @param files all its files; the first is the one to open
public record FetchedModel(List<Path> files) {
  /// The file to open.
  public Path file() {
    return files.getFirst();
  }
}
