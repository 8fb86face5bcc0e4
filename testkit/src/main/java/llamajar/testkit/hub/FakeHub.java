package llamajar.testkit.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A hub with one repository, and a second server that has its content, as the real one does it.
public final class FakeHub implements AutoCloseable {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
  private static final Pattern RESOLVE = Pattern.compile("/[^/]+/[^/]+/resolve/([^/]+)/(.*)");
  private static final String JSON = "application/json";

  private final SocketServer site = new SocketServer(this::site);
  private final SocketServer store = new SocketServer(this::store);
  private final ConcurrentLinkedQueue<SeenRequest> requests = new ConcurrentLinkedQueue<>();
  private final Map<String, byte[]> files = new TreeMap<>();
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final Deque<Fault> siteFaults = new ArrayDeque<>();
  private final String repo;
  private String commit = sha("SHA-1", "first".getBytes(UTF_8));
  private String token = "";
  private boolean hasRanges = true;
  private boolean hasVersions = true;
  private int pageLength = 100;
  private int linkNumber;

  /// A hub with an empty repository.
  ///
  /// @param repo its name, `owner/name`
  public FakeHub(String repo) throws IOException {
    this.repo = repo;
  }

  /// Its address.
  public String url() {
    return "http://127.0.0.1:" + site.port();
  }

  /// The address of a file that does not belong to the repository.
  public URI fileUrl(String name) {
    return URI.create(url() + "/files/" + name);
  }

  /// The commit that `main` is now.
  public synchronized String commit() {
    return commit;
  }

  /// Puts a file into the repository, which makes a new commit.
  public synchronized FakeHub put(String path, byte[] content) {
    files.put(path, content.clone());
    commit = sha("SHA-1", (commit + path + sha("SHA-256", content)).getBytes(UTF_8));
    return this;
  }

  /// Answers only who has this token, as for a gated model.
  public synchronized void requireToken(String secret) {
    token = secret;
  }

  /// Lets the next requests for content fail, one after the other.
  public synchronized void fail(Fault... next) {
    faults.addAll(List.of(next));
  }

  /// Lets the next requests to the site itself fail.
  public synchronized void failSite(Fault... next) {
    siteFaults.addAll(List.of(next));
  }

  /// Answers requests for parts of a file with all of it.
  public synchronized void withoutRanges() {
    hasRanges = false;
  }

  /// Sends no `ETag` with content.
  public synchronized void withoutVersions() {
    hasVersions = false;
  }

  /// Lists so many files at a time.
  public synchronized void withPagesOf(int length) {
    pageLength = length;
  }

  /// Takes no link any more that it gave before.
  public synchronized void expireLinks() {
    linkNumber++;
  }

  /// All requests so far.
  public List<SeenRequest> requests() {
    return List.copyOf(requests);
  }

  /// The requests for content.
  public List<SeenRequest> contentRequests() {
    return requests.stream().filter(request -> request.port() == store.port()).toList();
  }

  /// The SHA-256 of a file, in hexadecimal.
  public static String sha256(byte[] content) {
    return sha("SHA-256", content);
  }

  private static String sha(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized Reply site(SeenRequest request) {
    requests.add(request);
    Fault fault = siteFaults.isEmpty() ? new Fault.Nothing() : siteFaults.poll();
    if (fault instanceof Fault.Status(int code, Map<String, String> headers)) {
      return Reply.of(code, headers, new byte[0]);
    }
    String target = request.target();
    if (target.startsWith("/files/")) {
      return content(request, target.substring("/files/".length()));
    }
    boolean known = target.startsWith("/api/models/" + repo + "/") || target.startsWith("/" + repo);
    if (!known) {
      return error(401, "RepoNotFound");
    }
    if (!token.isEmpty() && !request.header("authorization").equals("Bearer " + token)) {
      return error(request.header("authorization").isEmpty() ? 401 : 403, "GatedRepo");
    }
    String api = "/api/models/" + repo;
    if (target.startsWith(api + "/revision/")) {
      String revision = target.substring((api + "/revision/").length());
      return isCommit(revision)
          ? json("{\"id\":\"%s\",\"sha\":\"%s\"}".formatted(repo, commit))
          : error(404, "RevisionNotFound");
    }
    if (target.startsWith(api + "/tree/" + commit)) {
      return tree(target);
    }
    Matcher resolve = RESOLVE.matcher(target);
    if (resolve.matches() && isCommit(resolve.group(1)) && files.containsKey(resolve.group(2))) {
      return link(resolve.group(2));
    }
    return error(404, "EntryNotFound");
  }

  private boolean isCommit(String revision) {
    return revision.equals("main") || revision.equals(commit);
  }

  private Reply link(String path) {
    String location =
        "http://127.0.0.1:%d/%d/%s?signature=secret".formatted(store.port(), linkNumber, path);
    return Reply.of(302, Map.of("Location", location), new byte[0])
        .with("X-Repo-Commit", commit)
        .with("X-Linked-Etag", "\"" + sha256(files.get(path)) + "\"")
        .with("X-Linked-Size", Integer.toString(files.get(path).length));
  }

  private Reply tree(String target) {
    int cursor = target.indexOf("cursor=");
    int from = cursor < 0 ? 0 : Integer.parseInt(target.substring(cursor + "cursor=".length()));
    List<String> paths = List.copyOf(files.keySet());
    int to = Math.min(paths.size(), from + pageLength);
    StringBuilder list =
        new StringBuilder("[{\"type\":\"directory\",\"oid\":\"x\",\"path\":\"d\"}");
    for (String path : paths.subList(from, to)) {
      byte[] content = files.get(path);
      list.append(
          ",{\"type\":\"file\",\"oid\":\"%s\",\"size\":%d,\"path\":\"%s\","
              .formatted(sha("SHA-1", content), content.length, path.replace("\\", "\\\\")));
      list.append(
          "\"lfs\":{\"oid\":\"%s\",\"size\":%d,\"pointerSize\":135}}"
              .formatted(sha256(content), content.length));
    }
    Reply reply = json(list + "]");
    String next =
        "<%s/api/models/%s/tree/%s?recursive=true&cursor=%d>; rel=\"next\""
            .formatted(url(), repo, commit, to);
    return to < paths.size() ? reply.with("Link", next) : reply;
  }

  private synchronized Reply store(SeenRequest request) {
    requests.add(request);
    String target = request.target();
    String path = target.substring(target.indexOf('/', 1) + 1, target.indexOf('?'));
    if (!target.startsWith("/" + linkNumber + "/")) {
      return Reply.of(403, Map.of(), "expired".getBytes(UTF_8));
    }
    return content(request, path);
  }

  private Reply content(SeenRequest request, String path) {
    Fault fault = faults.isEmpty() ? new Fault.Nothing() : faults.poll();
    if (fault instanceof Fault.Change(byte[] content)) {
      put(path, content);
    }
    if (!files.containsKey(path)) {
      return Reply.of(404, Map.of(), new byte[0]);
    }
    Reply reply = plain(request, files.get(path));
    return switch (fault) {
      case Fault.Nothing() -> reply;
      case Fault.Status(int code, Map<String, String> headers) ->
          Reply.of(code, headers, new byte[0]);
      case Fault.CutAfter(int bytes) -> reply.cutAfter(bytes);
      case Fault.StallAfter(int bytes, Runnable stalled) -> reply.stallAfter(bytes, stalled);
      case Fault.Length(long stated) -> withLength(reply, stated);
      case Fault.Corruption() -> corrupted(reply);
      case Fault.Change(byte[] content) -> reply;
    };
  }

  private Reply plain(SeenRequest request, byte[] content) {
    String version = "\"" + sha256(content) + "\"";
    Matcher range = RANGE.matcher(request.header("range"));
    String condition = request.header("if-range");
    boolean partial =
        hasRanges && range.matches() && (condition.isEmpty() || condition.equals(version));
    Reply reply;
    if (!partial) {
      reply = Reply.of(200, Map.of(), content);
    } else if (Integer.parseInt(range.group(1)) >= content.length) {
      reply = Reply.of(416, Map.of("Content-Range", "bytes */" + content.length), new byte[0]);
    } else {
      int start = Integer.parseInt(range.group(1));
      int end = Math.min(content.length, Integer.parseInt(range.group(2)) + 1);
      reply =
          Reply.of(206, Map.of(), Arrays.copyOfRange(content, start, end))
              .with("Content-Range", "bytes %d-%d/%d".formatted(start, end - 1, content.length));
    }
    return hasVersions ? reply.with("ETag", version) : reply;
  }

  private static Reply withLength(Reply reply, long stated) {
    if (reply.status() == 200) {
      return reply.with("Content-Length", Long.toString(stated));
    }
    String range = reply.headers().getOrDefault("Content-Range", "bytes */0");
    return reply.with("Content-Range", range.substring(0, range.indexOf('/') + 1) + stated);
  }

  private static Reply corrupted(Reply reply) {
    byte[] body = reply.body().clone();
    body[body.length / 2] ^= 1;
    return Reply.of(reply.status(), reply.headers(), body);
  }

  private static Reply json(String text) {
    return Reply.of(200, Map.of("Content-Type", JSON), text.getBytes(UTF_8));
  }

  private static Reply error(int status, String code) {
    return Reply.of(status, Map.of("X-Error-Code", code), new byte[0]);
  }

  @Override
  public void close() throws IOException {
    site.close();
    store.close();
  }
}
