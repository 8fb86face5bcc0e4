package llamajar.hub.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Deletes what is kept of a repository; never anything that another file of it still uses.
public final class Removal {
  private final RepoFolder repo;

  /// Deletes from a repository.
  public Removal(RepoFolder repo) {
    this.repo = repo;
  }

  /// Deletes a file of a commit, and its content if no other file is it.
  ///
  /// @return bytes that were freed
  public long delete(String commit, String path) throws IOException {
    Path file = repo.file(commit, path);
    boolean isLink = Files.isSymbolicLink(file);
    long bytes = Files.exists(file) ? Files.size(file) : 0;
    Optional<Path> blob = blob(file);
    Files.deleteIfExists(file);
    deleteEmpty(RepoFolder.parent(file));
    if (blob.isEmpty()) {
      return isLink ? 0 : bytes;
    }
    if (isUsed(blob.get())) {
      return 0;
    }
    Files.deleteIfExists(blob.get());
    return bytes;
  }

  /// The content that a file is a link to.
  private Optional<Path> blob(Path file) throws IOException {
    if (!Files.exists(file) || !Files.isDirectory(repo.blobs())) {
      return Optional.empty();
    }
    try (Stream<Path> blobs = Files.list(repo.blobs())) {
      for (Path blob : blobs.toList()) {
        if (Files.isSameFile(blob, file)) {
          return Optional.of(blob);
        }
      }
    }
    return Optional.empty();
  }

  private boolean isUsed(Path content) throws IOException {
    try (Stream<Path> all = Files.walk(repo.snapshots())) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (Files.isSameFile(file, content)) {
          return true;
        }
      }
    } catch (NoSuchFileException e) {
      return false;
    }
    return false;
  }

  /// Deletes what is left of a repository of which no file is there any more.
  public void deleteIfEmpty() throws IOException {
    if (!Files.isDirectory(repo.folder())) {
      return;
    }
    try (Stream<Path> all = Files.walk(repo.folder())) {
      boolean empty =
          all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
              .allMatch(file -> file.startsWith(repo.folder().resolve("refs")));
      if (!empty) {
        return;
      }
    }
    deleteAll(repo.folder());
    deleteAll(repo.locks());
  }

  private static void deleteAll(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    List<Path> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      files.sorted(Comparator.reverseOrder()).forEach(all::add);
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }

  private void deleteEmpty(Path from) throws IOException {
    Path at = from;
    while (at.startsWith(repo.snapshots()) && !at.equals(repo.snapshots())) {
      try (Stream<Path> left = Files.list(at)) {
        if (left.findAny().isPresent()) {
          return;
        }
      }
      Files.delete(at);
      at = RepoFolder.parent(at);
    }
  }
}
