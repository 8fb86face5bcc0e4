package llamajar.hub.name;

import java.util.List;
import java.util.Optional;

/// What `-hf` takes: `owner/repo`, or `owner/repo:QUANT` for one of its quantizations.
///
/// @param repo the repository
/// @param wanted a quantization or a file name; empty if the best that fits is wanted
public record ModelReference(RepoId repo, Optional<String> wanted) {
  private static final List<String> SITES =
      List.of("https://huggingface.co/", "https://hf.co/", "huggingface.co/", "hf.co/");

  /// Reads a reference. The site's address in front of it, as one copies it, does no harm.
  ///
  /// @throws HubException if it is none
  public static ModelReference of(String text) throws HubException {
    String name = text.strip();
    for (String site : SITES) {
      if (name.startsWith(site)) {
        name = name.substring(site.length());
        break;
      }
    }
    int colon = name.indexOf(':');
    String repo = colon < 0 ? name : name.substring(0, colon);
    Optional<String> wanted =
        colon < 0 ? Optional.empty() : Optional.of(name.substring(colon + 1).strip());
    Optional<RepoId> id =
        RepoId.of(repo.endsWith("/") ? repo.substring(0, repo.length() - 1) : repo);
    if (id.isEmpty() || (wanted.isPresent() && wanted.get().isEmpty())) {
      throw new HubException(
          "'%s' names no model of the hub; write owner/repo or owner/repo:QUANT".formatted(text));
    }
    return new ModelReference(id.get(), wanted);
  }

  /// The reference with something wanted instead.
  public ModelReference wanting(String quantizationOrFile) {
    return new ModelReference(repo, Optional.of(quantizationOrFile));
  }

  @Override
  public String toString() {
    return wanted.isPresent() ? repo + ":" + wanted.get() : repo.toString();
  }
}
