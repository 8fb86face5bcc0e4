package llamajar.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import llamajar.hub.http.ProxyChoice;
import llamajar.hub.name.HubException;

/// Where the hub is, who asks it, and where files go.
///
/// From the environment come, with the meaning that the hub's own tools give them:
///
/// - `HF_ENDPOINT`: the hub's address, `https://huggingface.co` if not set;
/// - `HF_TOKEN` (or `HUGGING_FACE_HUB_TOKEN`), else the file that `HF_TOKEN_PATH` names, else
///   `token` in `HF_HOME`, where logging in puts it;
/// - `HF_HUB_CACHE` (or `HUGGINGFACE_HUB_CACHE`), else `hub` in `HF_HOME`;
/// - `HF_HOME`, else `huggingface` in `XDG_CACHE_HOME`, else in `~/.cache`;
/// - `HF_HUB_OFFLINE`: 1, true, yes or on.
///
/// @param endpoint the hub's address
/// @param token empty if nobody is logged in
/// @param cache the folder of all repositories
/// @param downloads where files from other addresses are kept
/// @param offline whether no server may be asked
/// @param proxies through which servers are asked
public record HubSettings(
    URI endpoint,
    Optional<String> token,
    Path cache,
    Path downloads,
    boolean offline,
    ProxyChoice proxies) {
  private static final String SITE = "https://huggingface.co";
  private static final Set<String> YES = Set.of("1", "true", "yes", "on");

  /// The settings of an environment.
  ///
  /// @param home the user's folder
  /// @param ownCache where this program keeps files of its own
  /// @throws HubException if one makes no sense
  public static HubSettings of(Map<String, String> environment, Path home, Path ownCache)
      throws HubException {
    Variables variables = new Variables(environment);
    Path caches =
        variables.get("XDG_CACHE_HOME").map(Path::of).orElseGet(() -> home.resolve(".cache"));
    Path hubHome =
        variables.get("HF_HOME").map(p -> path(p, home)).orElse(caches.resolve("huggingface"));
    Path cache =
        variables
            .get("HF_HUB_CACHE")
            .or(() -> variables.get("HUGGINGFACE_HUB_CACHE"))
            .map(p -> path(p, home))
            .orElse(hubHome.resolve("hub"));
    Path tokenFile =
        variables.get("HF_TOKEN_PATH").map(p -> path(p, home)).orElse(hubHome.resolve("token"));
    return new HubSettings(
        endpoint(variables.get("HF_ENDPOINT").orElse(SITE)),
        variables
            .get("HF_TOKEN")
            .or(() -> variables.get("HUGGING_FACE_HUB_TOKEN"))
            .or(() -> read(tokenFile)),
        cache,
        ownCache.resolve("downloads"),
        YES.contains(variables.get("HF_HUB_OFFLINE").orElse("").toLowerCase(Locale.ROOT)),
        new ProxyChoice(environment));
  }

  private record Variables(Map<String, String> values) {
    Optional<String> get(String name) {
      String value = values.getOrDefault(name, "").strip();
      return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
  }

  private static Path path(String text, Path home) {
    return text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
  }

  private static Optional<String> read(Path file) {
    try {
      String token = Files.readString(file, UTF_8).strip();
      return token.isEmpty() ? Optional.empty() : Optional.of(token);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static URI endpoint(String text) throws HubException {
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new HubException("HF_ENDPOINT: '%s' is no address; write it as %s".formatted(text, SITE));
  }

  /// With another token.
  public HubSettings withToken(String other) {
    return new HubSettings(endpoint, Optional.of(other), cache, downloads, offline, proxies);
  }

  /// Without asking servers.
  public HubSettings withOffline() {
    return new HubSettings(endpoint, token, cache, downloads, true, proxies);
  }
}
