package llamajar.hub.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llamajar.hub.http.Answer;
import llamajar.hub.http.Backoff;
import llamajar.hub.http.Pace;
import llamajar.hub.http.Refusal;
import llamajar.hub.http.RetryableException;
import llamajar.hub.http.Web;
import llamajar.hub.name.HubException;
import llamajar.hub.name.RepoFile;
import llamajar.hub.name.RepoId;
import llamajar.hub.name.SafeNames;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The hub's interface for programs.
public final class HubApi {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern NEXT_PAGE = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"next\"");
  private static final int MOST_BYTES = 32 << 20;
  private static final int MOST_PAGES = 100;
  private static final int OK = 200;

  private final String endpoint;
  private final Web web;
  private final Pace pace;
  private final Consumer<String> notes;

  /// @param endpoint the site's address
  /// @param notes gets a line for each failure that is tried again
  public HubApi(URI endpoint, Web web, Pace pace, Consumer<String> notes) {
    String address = endpoint.toString();
    this.endpoint = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    this.web = web;
    this.pace = pace;
    this.notes = notes;
  }

  /// The files of a repository as they are now.
  ///
  /// @param revision a branch, tag or commit
  /// @throws HubException if the hub doesn't know it or doesn't tell
  public RepoListing listing(RepoId repo, String revision)
      throws IOException, InterruptedException {
    String named = revision.equals("main") ? repo.toString() : repo + " at " + revision;
    URI info = at("/api/models/%s/revision/%s".formatted(repo, encoded(revision)));
    String commit = json(info, named).node().path("sha").asString("");
    if (!SafeNames.isHash(commit)) {
      throw unexpected(named, "no commit");
    }
    List<RepoFile> files = new ArrayList<>();
    URI page = at("/api/models/%s/tree/%s?recursive=true".formatted(repo, commit));
    for (int i = 0; i < MOST_PAGES; i++) {
      Page answer = json(page, named);
      for (JsonNode entry : answer.node().values()) {
        if (entry.path("type").asString("").equals("file")) {
          files.add(file(entry, named));
        }
      }
      if (answer.next().isEmpty()) {
        return new RepoListing(commit, List.copyOf(files));
      }
      page = page.resolve(answer.next().get());
    }
    throw unexpected(named, "a list of files that does not end");
  }

  /// Where a file of a commit lies.
  public URI address(RepoId repo, String commit, String path) {
    return at("/%s/resolve/%s/%s".formatted(repo, commit, encodedPath(path)));
  }

  private URI at(String path) {
    return URI.create(endpoint + path);
  }

  private static RepoFile file(JsonNode entry, String repo) throws HubException {
    String path = entry.path("path").asString("");
    JsonNode large = entry.path("lfs");
    String blob =
        large.isObject() ? large.path("oid").asString("") : entry.path("oid").asString("");
    long bytes = large.isObject() ? large.path("size").asLong(-1) : entry.path("size").asLong(-1);
    if (!SafeNames.isInside(path) || !SafeNames.isHash(blob) || bytes < 0) {
      throw unexpected(repo, "a file without a proper path, hash or size");
    }
    return new RepoFile(path, bytes, blob);
  }

  private record Page(JsonNode node, Optional<String> next) {}

  private Page json(URI uri, String what) throws IOException, InterruptedException {
    return new Backoff(pace, what, notes).retry(() -> jsonOnce(uri, what));
  }

  private Page jsonOnce(URI uri, String what) throws IOException, InterruptedException {
    try (Answer answer = web.get(uri, Map.of("Accept", "application/json"))) {
      if (answer.status() != OK) {
        throw Refusal.of(answer, what, web.hasTokenFor(uri));
      }
      byte[] body = body(answer);
      if (body.length > MOST_BYTES) {
        throw unexpected(what, "more text than a list of files can have");
      }
      Matcher next = NEXT_PAGE.matcher(answer.header("Link").orElse(""));
      return new Page(
          JSON.readTree(body), next.find() ? Optional.of(next.group(1)) : Optional.empty());
    } catch (JacksonException e) {
      throw unexpected(what, "no JSON");
    }
  }

  private static byte[] body(Answer answer) throws RetryableException {
    try {
      return answer.body().readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw new RetryableException("the connection broke (%s)".formatted(e.getMessage()), e);
    }
  }

  private static HubException unexpected(String what, String got) {
    return new HubException(
        "%s: the hub answers with %s; is HF_ENDPOINT the address of a hub?".formatted(what, got));
  }

  private static String encodedPath(String path) {
    StringBuilder encoded = new StringBuilder();
    for (String step : path.split("/", -1)) {
      encoded.append(encoded.isEmpty() ? "" : "/").append(encoded(step));
    }
    return encoded.toString();
  }

  private static String encoded(String step) {
    return URLEncoder.encode(step, UTF_8).replace("+", "%20");
  }
}
