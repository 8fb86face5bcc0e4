package llamajar.cli.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The built-in demo model as a file. Models are mapped into memory, which needs a file, so it is
/// copied once into the user's cache directory.
public final class DemoModel {
  static final String RESOURCE = "pebble-IQ3_XS.gguf";

  /// SHA-256 of the resource, so that another version of the program never uses this one's file.
  static final String SHA_256 = "5a07a4ac9a148aec97c387fe17517b2f49c4f9e6aa2700af3979564bb20810ef";

  /// Bytes of the resource.
  static final long SIZE = 1_645_728;

  private static final int NAME_DIGITS = 16;

  private DemoModel() {}

  /// Its file, made if it isn't there.
  ///
  /// If the cache can't be written to, it is a temporary file that goes when the program ends.
  ///
  /// @param cacheDirectory of this user alone; made if necessary
  /// @throws IOException if there is no place for it at all
  public static Path file(Path cacheDirectory) throws IOException {
    Path cached =
        cacheDirectory.resolve("pebble-IQ3_XS-" + SHA_256.substring(0, NAME_DIGITS) + ".gguf");
    if (isComplete(cached)) {
      return cached;
    }
    try {
      Files.createDirectories(cacheDirectory);
      Path copy = Files.createTempFile(cacheDirectory, "pebble", ".part");
      try {
        extract(copy);
        move(copy, cached);
      } finally {
        Files.deleteIfExists(copy);
      }
      return cached;
    } catch (IOException e) {
      return temporary();
    }
  }

  private static boolean isComplete(Path file) {
    try {
      return Files.size(file) == SIZE;
    } catch (IOException e) {
      return false;
    }
  }

  /// Readers see the whole file or none, whoever else does the same at this moment.
  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Path temporary() throws IOException {
    Path file = Files.createTempFile("llamajar-pebble", ".gguf");
    file.toFile().deleteOnExit();
    extract(file);
    return file;
  }

  private static void extract(Path target) throws IOException {
    try (InputStream resource = DemoModel.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new FileNotFoundException(
            "the demo model is not part of this build; name a model with -m");
      }
      Files.copy(resource, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
