package llamajar.hub.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongConsumer;

/// What a file's content must hash to.
public sealed interface Checksum {
  /// The hash in hexadecimal is the content's SHA-256.
  record Sha256(String hash) implements Checksum {}

  /// The hash in hexadecimal is the SHA-1 that git gives to the content.
  record GitSha1(String hash) implements Checksum {}

  /// Nobody says; but a page of text is no model.
  record Unknown() implements Checksum {}

  /// The checksum that a blob's name in the hub's cache states.
  static Checksum ofBlob(String blob) {
    final int sha256Digits = 64;
    return blob.length() == sha256Digits ? new Sha256(blob) : new GitSha1(blob);
  }

  /// What is wrong with a file; empty if nothing is.
  ///
  /// @param progress gets how many bytes have been read
  default Optional<String> fault(Path file, LongConsumer progress) throws IOException {
    return switch (this) {
      case Sha256(String hash) -> difference(hash, hash(file, digest("SHA-256"), progress));
      case GitSha1(String hash) -> {
        MessageDigest digest = digest("SHA-1");
        digest.update("blob %d\0".formatted(Files.size(file)).getBytes(StandardCharsets.US_ASCII));
        yield difference(hash, hash(file, digest, progress));
      }
      case Unknown() -> page(file);
    };
  }

  private static Optional<String> difference(String stated, String found) {
    return stated.equals(found)
        ? Optional.empty()
        : Optional.of(
            "what arrived has another hash than the hub states; it was deleted, try again");
  }

  /// Where a file is missing, servers like to send a page that says so.
  private static Optional<String> page(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      int first = content.read();
      return first == '<' || first == '{'
          ? Optional.of("what arrived is a page, no model; give the address of the file itself")
          : Optional.empty();
    }
  }

  private static String hash(Path file, MessageDigest digest, LongConsumer progress)
      throws IOException {
    final int bufferBytes = 1 << 20;
    byte[] buffer = new byte[bufferBytes];
    long done = 0;
    try (InputStream content = Files.newInputStream(file)) {
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        digest.update(buffer, 0, n);
        done += n;
        progress.accept(done);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + name, e);
    }
  }
}
