package llamajar.cli.chat;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where typed lines are kept, readable by their author alone.
final class HistoryFile {
  private HistoryFile() {}

  /// The place for it, as the XDG base directory specification says, which wants relative paths
  /// ignored.
  static Path path(@Nullable String xdgStateHome, @Nullable String home) {
    if (xdgStateHome != null && Path.of(xdgStateHome).isAbsolute()) {
      return Path.of(xdgStateHome, "llamajar", "history");
    }
    String base = home == null || home.isEmpty() ? "." : home;
    return Path.of(base, ".local", "state", "llamajar", "history");
  }

  /// Makes sure that it is there and nobody else can read it; empty if that can't be had, and then
  /// nothing is kept.
  static Optional<Path> prepare(Path file) {
    try {
      Files.createDirectories(file.getParent());
      boolean posix = Files.getFileStore(file.getParent()).supportsFileAttributeView("posix");
      var mine = PosixFilePermissions.fromString("rw-------");
      try {
        if (posix) {
          Files.createFile(file, PosixFilePermissions.asFileAttribute(mine));
        } else {
          Files.createFile(file);
        }
      } catch (FileAlreadyExistsException e) {
        if (posix) {
          Files.setPosixFilePermissions(file, mine);
        }
      }
      return Optional.of(file);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
