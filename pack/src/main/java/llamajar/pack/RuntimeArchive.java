package llamajar.pack;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// A Java runtime with nothing but what the program needs, as a compressed tar archive.
///
/// @param file the archive
/// @param hash the first digits of its SHA-256
/// @param platform what it runs on, such as `linux-amd64`
public record RuntimeArchive(Path file, String hash, String platform) {
  private static final int HASH_DIGITS = 16;
  private static final int BUFFER_BYTES = 1 << 20;

  /// The modules that the program's jars use.
  private static final List<String> MODULES =
      List.of(
          "java.base",
          "java.logging",
          "java.management",
          "jdk.httpserver",
          "jdk.incubator.vector",
          "jdk.management",
          "jdk.unsupported");

  /// The name of its entry in a packed file.
  String entryName() {
    return "runtime/" + platform + ".tar.gz";
  }

  /// Makes the archive from the Java that runs this program.
  ///
  /// @param folder where it and what it is made from are written
  /// @throws PackException if this Java can't make a smaller one of itself
  public static RuntimeArchive make(Path folder) throws IOException {
    Path image = folder.resolve("runtime");
    link(image);
    return pack(image, folder.resolve("runtime.tar.gz"));
  }

  /// Packs a runtime that lies in a folder.
  static RuntimeArchive pack(Path image, Path target) throws IOException {
    MessageDigest digest = Sha256.start();
    try (OutputStream file = Files.newOutputStream(target);
        OutputStream hashed = new DigestOutputStream(file, digest);
        OutputStream out =
            new BufferedOutputStream(new GZIPOutputStream(hashed, BUFFER_BYTES), BUFFER_BYTES)) {
      new TarWriter(out).write(image);
    }
    String hash = HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
    return new RuntimeArchive(target, hash, thisPlatform());
  }

  private static String thisPlatform() {
    return (System.getProperty("os.name") + "-" + System.getProperty("os.arch"))
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9_-]", "");
  }

  private static void link(Path image) throws IOException {
    Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
    if (!Files.isExecutable(jlink)) {
      throw new PackException(
          "--runtime: this Java (%s) has no jlink; run pack with a JDK 25"
              .formatted(System.getProperty("java.home")));
    }
    List<String> command = new ArrayList<>(List.of(jlink.toString()));
    command.addAll(List.of("--add-modules", String.join(",", MODULES)));
    command.addAll(List.of("--strip-debug", "--no-header-files", "--no-man-pages"));
    command.addAll(List.of("--output", image.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // The launcher of the JVM prints what it picks up from there.
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process process = builder.start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (process.waitFor() != 0) {
        throw new PackException("--runtime: jlink failed: " + said.replaceAll("\\s+", " "));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// Deletes what was made in a folder, and the folder.
  public static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
