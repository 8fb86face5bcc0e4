package llamajar.hub;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llamajar.hub.name.ModelReference;
import llamajar.hub.name.RepoId;

/// The address of a file on the hub, as the browser shows it.
///
/// @param reference repository and file
/// @param revision a branch, tag or commit
record HubAddress(ModelReference reference, String revision) {
  private static final Pattern PATH =
      Pattern.compile("/([^/]+/[^/]+)/(?:resolve|blob)/([^/]+)/(.+)");

  static Optional<HubAddress> of(URI address, URI endpoint) {
    String prefix = endpoint.getPath() == null ? "" : endpoint.getPath().replaceAll("/$", "");
    String path = String.valueOf(address.getPath());
    boolean sameSite = String.valueOf(address.getAuthority()).equals(endpoint.getAuthority());
    if (!sameSite || !path.startsWith(prefix)) {
      return Optional.empty();
    }
    Matcher matcher = PATH.matcher(path.substring(prefix.length()));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return RepoId.of(matcher.group(1))
        .map(repo ->
            new HubAddress(
                new ModelReference(repo, Optional.of(matcher.group(3))), matcher.group(2)));
  }
}
