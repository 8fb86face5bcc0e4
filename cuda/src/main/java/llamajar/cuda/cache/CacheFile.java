package llamajar.cuda.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;

/// One entry of the cache: two lines of text, the key and the hash of the content, and the content.
final class CacheFile {
  private final Path path;
  private final CacheKey key;

  CacheFile(Path directory, CacheKey key) {
    this.path = directory.resolve(key.fileName());
    this.key = key;
  }

  Path path() {
    return path;
  }

  boolean exists() {
    return Files.exists(path);
  }

  /// The content, or nothing if there is none that can be trusted.
  Optional<byte[]> read() {
    byte[] all;
    try {
      all = Files.readAllBytes(path);
    } catch (IOException e) {
      return Optional.empty();
    }
    byte[] header = (key.header() + "\n").getBytes(UTF_8);
    int hashLength = Sha256.hex(new byte[0]).length();
    int start = header.length + hashLength + 1;
    if (all.length < start
        || all[start - 1] != '\n'
        || !Arrays.equals(all, 0, header.length, header, 0, header.length)) {
      return Optional.empty();
    }
    String hash = new String(all, header.length, hashLength, UTF_8);
    byte[] content = Arrays.copyOfRange(all, start, all.length);
    return hash.equals(Sha256.hex(content)) ? Optional.of(content) : Optional.empty();
  }

  /// Puts content in place in one step.
  void write(byte[] content) throws IOException {
    byte[] header = (key.header() + "\n" + Sha256.hex(content) + "\n").getBytes(UTF_8);
    byte[] all =
        ByteBuffer.wrap(new byte[header.length + content.length]).put(header).put(content).array();
    Path directory = path.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path temporary = Files.createTempFile(directory, "new", ".tmp");
    try {
      Files.write(temporary, all);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
