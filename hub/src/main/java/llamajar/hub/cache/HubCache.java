package llamajar.hub.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import llamajar.hub.name.RepoId;

/// The folder of all repositories.
///
/// @param root made when something is put into it
/// @param links makes links
public record HubCache(Path root, Links links) {
  private static final String LOCKS = ".locks";

  /// A cache whose links the system makes.
  public static HubCache of(Path root) {
    return new HubCache(root, Links.OF_SYSTEM);
  }

  /// The folder of a repository, which need not be there.
  public RepoFolder repo(RepoId id) {
    Path locks = root.resolve(LOCKS).resolve(id.folder());
    return new RepoFolder(id, root.resolve(id.folder()), locks, links);
  }

  /// The repositories that are there, by name.
  public List<RepoFolder> repos() throws IOException {
    List<RepoFolder> repos = new ArrayList<>();
    if (!Files.isDirectory(root)) {
      return repos;
    }
    try (Stream<Path> folders = Files.list(root)) {
      folders
          .filter(Files::isDirectory)
          .map(folder -> RepoId.ofFolder(folder.getFileName().toString()))
          .flatMap(Optional::stream)
          .sorted(Comparator.comparing(RepoId::toString))
          .forEach(id -> repos.add(repo(id)));
    }
    return repos;
  }
}
