package llamajar.hub.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import llamajar.hub.name.RepoFile;

/// A repository at one commit.
///
/// @param commit its hash
/// @param files all of them
public record RepoListing(String commit, List<RepoFile> files) {
  /// Bytes of each file.
  public Map<String, Long> sizes() {
    Map<String, Long> sizes = new HashMap<>();
    files.forEach(file -> sizes.put(file.path(), file.bytes()));
    return sizes;
  }

  /// The file at a path, which must be one of them.
  public RepoFile file(String path) {
    return files.stream().filter(file -> file.path().equals(path)).findFirst().orElseThrow();
  }
}
