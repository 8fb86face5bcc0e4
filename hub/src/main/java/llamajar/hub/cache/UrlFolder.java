package llamajar.hub.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import llamajar.hub.http.Web;

/// The files from one address that belongs to no hub: a folder that is named after a hash of the
/// address, with the address, less what may be secret in it, in a file.
///
/// @param folder of the files
/// @param address as it may be shown
public record UrlFolder(Path folder, String address) {
  private static final int NAME_DIGITS = 16;
  private static final String ADDRESS = ".address";

  /// The folder for an address. Signatures and the like, after `?`, make no difference.
  public static UrlFolder of(Path root, URI address) {
    String shown = Web.shown(address);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(shown.getBytes(UTF_8));
      String name = HexFormat.of().formatHex(hash).substring(0, NAME_DIGITS);
      return new UrlFolder(root.resolve(name), shown);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// All folders.
  public static List<UrlFolder> all(Path root) throws IOException {
    List<UrlFolder> all = new ArrayList<>();
    if (!Files.isDirectory(root)) {
      return all;
    }
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.sorted().toList()) {
        Path address = folder.resolve(ADDRESS);
        if (Files.isRegularFile(address)) {
          all.add(new UrlFolder(folder, Files.readString(address, UTF_8).strip()));
        }
      }
    }
    return all;
  }

  /// What is locked while something is downloaded into it.
  public Path lock() {
    return folder.resolve(".lock");
  }

  /// Notes the address.
  public void keepAddress() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(ADDRESS), address, UTF_8);
  }

  /// The files that were fetched, complete or not.
  public List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }

  /// Deletes it. Only its own files may be left in it.
  public void delete() throws IOException {
    Files.deleteIfExists(folder.resolve(ADDRESS));
    Files.deleteIfExists(lock());
    Files.deleteIfExists(folder);
  }
}
