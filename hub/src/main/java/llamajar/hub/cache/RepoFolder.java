package llamajar.hub.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import llamajar.hub.download.Place;
import llamajar.hub.name.RepoFile;
import llamajar.hub.name.RepoId;
import llamajar.hub.name.SafeNames;

/// What is kept of one repository.
///
/// @param id which
/// @param folder of its files
/// @param locks where files lie that are locked during downloads
/// @param links makes links
public record RepoFolder(RepoId id, Path folder, Path locks, Links links) {
  /// The content of a file by its hash; it need not be there.
  public Path blob(String hash) {
    return blobs().resolve(hash);
  }

  /// Where contents lie.
  public Path blobs() {
    return folder.resolve("blobs");
  }

  /// What is locked while a content is downloaded. Not the file that other tools lock: they may
  /// delete theirs, and lock in a way that does not exclude this one.
  public Path lock(String hash) {
    return locks.resolve(hash + ".llamajar.lock");
  }

  /// A file of a commit; it need not be there.
  public Path file(String commit, String path) {
    return snapshots().resolve(commit).resolve(path);
  }

  Path snapshots() {
    return folder.resolve("snapshots");
  }

  /// Finds a file of a commit, if all of it is there: below its commit, or as the same content that
  /// another commit has.
  public Optional<Path> find(String commit, RepoFile file) throws IOException {
    Path path = file(commit, file.path());
    if (hasSize(path, file.bytes())) {
      return Optional.of(path);
    }
    return hasSize(blob(file.blob()), file.bytes())
        ? Optional.of(blob(file.blob()))
        : Optional.empty();
  }

  private static boolean hasSize(Path path, long bytes) throws IOException {
    return Files.isRegularFile(path) && Files.size(path) == bytes;
  }

  /// Shows a content as the file of a commit: by a symbolic link, else a hard one, else by moving
  /// it.
  ///
  /// @return the file
  public Path show(String commit, RepoFile file) throws IOException {
    Path path = file(commit, file.path());
    Path blob = blob(file.blob());
    if (hasSize(path, file.bytes()) || !Files.exists(blob)) {
      return path;
    }
    Files.createDirectories(parent(path));
    Path next = path.resolveSibling(path.getFileName() + ".llamajar.new");
    Files.deleteIfExists(next);
    boolean linked =
        isPossible(() -> links.symbolic(next, parent(path).relativize(blob)))
            || isPossible(() -> links.hard(next, blob));
    // Without links the file itself moves: a copy would take the space twice.
    move(linked ? next : blob, path);
    return path;
  }

  private interface Step {
    void run() throws IOException;
  }

  private static boolean isPossible(Step step) {
    try {
      step.run();
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// The commit that a revision was when it was last seen; a commit is itself.
  public Optional<String> commit(String revision) throws IOException {
    Path ref = folder.resolve("refs").resolve(revision);
    if (Files.isRegularFile(ref)) {
      String commit = Files.readString(ref, UTF_8).strip();
      return SafeNames.isHash(commit) ? Optional.of(commit) : Optional.empty();
    }
    boolean isCommit =
        SafeNames.isHash(revision) && Files.isDirectory(snapshots().resolve(revision));
    return isCommit ? Optional.of(revision) : Optional.empty();
  }

  /// Notes which commit a revision is.
  public void keepCommit(String revision, String commit) throws IOException {
    if (revision.equals(commit) || commit(revision).equals(Optional.of(commit))) {
      return;
    }
    Path ref = folder.resolve("refs").resolve(revision);
    Files.createDirectories(parent(ref));
    Path next = ref.resolveSibling(ref.getFileName() + ".llamajar.new");
    Files.writeString(next, commit, UTF_8);
    move(next, ref);
  }

  /// All commits of which something is there: that of `main` first, then the latest.
  public List<String> commits() throws IOException {
    if (!Files.isDirectory(snapshots())) {
      return List.of();
    }
    Map<String, Long> times = new HashMap<>();
    try (Stream<Path> folders = Files.list(snapshots())) {
      for (Path commit : folders.filter(Files::isDirectory).toList()) {
        times.put(commit.getFileName().toString(), Files.getLastModifiedTime(commit).toMillis());
      }
    }
    commit("main").ifPresent(main -> times.replace(main, Long.MAX_VALUE));
    return times.keySet().stream()
        .filter(SafeNames::isHash)
        .sorted(
            Comparator.comparingLong((String c) -> -times.getOrDefault(c, 0L))
                .thenComparing(c -> c))
        .toList();
  }

  /// Bytes of all files of a commit by their paths, with slashes. Links that lead nowhere don't
  /// count.
  public Map<String, Long> sizes(String commit) throws IOException {
    Path root = snapshots().resolve(commit);
    Map<String, Long> sizes = new HashMap<>();
    if (!Files.isDirectory(root)) {
      return sizes;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String path = root.relativize(file).toString().replace('\\', '/');
        sizes.put(path, Files.size(file));
      }
    }
    return sizes;
  }

  /// The downloads that are not complete.
  public List<Path> incomplete() throws IOException {
    if (!Files.isDirectory(blobs())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(blobs())) {
      return files.filter(Place::isIncomplete).toList();
    }
  }

  static Path parent(Path file) {
    return Objects.requireNonNull(file.getParent());
  }
}
