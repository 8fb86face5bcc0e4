package llamajar.hub.name;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A repository of models on the hub: `owner/name`.
///
/// @param owner a user or an organization
/// @param name unique among the owner's
public record RepoId(String owner, String name) {
  private static final String PART = "[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?";
  private static final Pattern ID = Pattern.compile("(" + PART + ")/(" + PART + ")");
  private static final Pattern FOLDER = Pattern.compile("models--(" + PART + "?)--(" + PART + ")");

  /// Reads `owner/name`; empty if it is none.
  ///
  /// The hub allows neither `..` nor `--` in names, which is what makes them safe as folders.
  public static Optional<RepoId> of(String text) {
    return parse(ID.matcher(text));
  }

  /// The repository that a folder of the cache belongs to; empty if it is not one of models.
  public static Optional<RepoId> ofFolder(String folder) {
    return parse(FOLDER.matcher(folder));
  }

  private static Optional<RepoId> parse(Matcher matcher) {
    if (!matcher.matches()) {
      return Optional.empty();
    }
    RepoId id = new RepoId(matcher.group(1), matcher.group(2));
    boolean ambiguous = id.toString().contains("--") || id.toString().contains("..");
    return ambiguous ? Optional.empty() : Optional.of(id);
  }

  /// The name of its folder in the cache.
  public String folder() {
    return "models--%s--%s".formatted(owner, name);
  }

  @Override
  public String toString() {
    return owner + "/" + name;
  }
}
