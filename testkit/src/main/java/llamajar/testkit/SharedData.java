package llamajar.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The golden data that lies beside the project, where it is present.
public final class SharedData {
  private SharedData() {}

  /// A path below the shared folder, or empty if it is not there. Tests assume it to be present and
  /// so are reported as skipped where it is missing.
  public static Optional<Path> find(String relativePath) {
    String root = System.getProperty("llamajar.shared");
    if (root == null) {
      return Optional.empty();
    }
    Path path = Path.of(root).normalize().resolve(relativePath);
    return Files.exists(path) ? Optional.of(path) : Optional.empty();
  }
}
