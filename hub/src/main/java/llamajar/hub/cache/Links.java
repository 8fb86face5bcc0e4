package llamajar.hub.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes links as far as the system can and allows it: Windows has symbolic ones for administrators
/// only, and some file systems have neither kind.
public interface Links {
  /// The system's own.
  Links OF_SYSTEM =
      new Links() {
        @Override
        public void symbolic(Path link, Path target) throws IOException {
          Files.createSymbolicLink(link, target);
        }

        @Override
        public void hard(Path link, Path existing) throws IOException {
          Files.createLink(link, existing);
        }
      };

  /// Makes a file that leads to another.
  ///
  /// @throws IOException or UnsupportedOperationException if that is not possible
  void symbolic(Path link, Path target) throws IOException;

  /// Gives a file another name.
  ///
  /// @throws IOException or UnsupportedOperationException if that is not possible
  void hard(Path link, Path existing) throws IOException;
}
