package llamajar.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import llamajar.hub.download.DownloadListener;
import llamajar.hub.download.DownloadOptions;
import llamajar.hub.download.Progress;
import llamajar.hub.http.UnreachableException;
import llamajar.hub.name.HubException;
import llamajar.hub.name.ModelReference;
import llamajar.testkit.hub.FakeHub;
import llamajar.testkit.hub.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HubTest {
  private static final byte[] SMALL = content(1, 20_000);
  private static final byte[] LARGE = content(2, 50_000);
  private static final long PLENTY = 64L << 30;

  @TempDir private Path folder;
  private FakeHub hub;
  private final TestPace pace = new TestPace();
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final DownloadListener listener =
      new DownloadListener() {
        @Override
        public void progress(Progress progress) {}

        @Override
        public void note(String line) {
          notes.add(line);
        }
      };

  private static byte[] content(long seed, int length) {
    byte[] content = new byte[length];
    new Random(seed).nextBytes(content);
    return content;
  }

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub("owner/repo-GGUF").put("m-Q4_K_M.gguf", SMALL).put("m-Q8_0.gguf", LARGE);
    hub.put("mmproj-m-F16.gguf", SMALL).put("README.md", new byte[] {'x'});
  }

  @AfterEach
  void end() throws IOException {
    hub.close();
  }

  @Test
  void filesAreKeptAsTheHubsOwnToolsKeepThem() throws Exception {
    Path file = fetch("owner/repo-GGUF:q4_k_m").file();

    Path repo = folder.resolve("cache/models--owner--repo-GGUF");
    String hash = FakeHub.sha256(SMALL);
    assertThat(file).isEqualTo(repo.resolve("snapshots/%s/m-Q4_K_M.gguf".formatted(hub.commit())));
    assertThat(file).hasBinaryContent(SMALL).isSymbolicLink();
    assertThat(Files.readSymbolicLink(file)).isEqualTo(Path.of("../../blobs/" + hash));
    assertThat(repo.resolve("blobs/" + hash)).hasBinaryContent(SMALL);
    assertThat(repo.resolve("refs/main")).hasContent(hub.commit());
  }

  @Test
  void whatIsThereIsNotFetchedAgain() throws Exception {
    fetch("owner/repo-GGUF:Q8_0");
    int requests = hub.contentRequests().size();
    fetch("owner/repo-GGUF:Q8_0");
    // Another commit with the same content.
    hub.put("README.md", new byte[] {'y'});
    assertThat(fetch("owner/repo-GGUF:Q8_0").file()).hasBinaryContent(LARGE);
    assertThat(hub.contentRequests()).hasSize(requests);
  }

  @Test
  void whatOtherToolsFetchedIsUsed() throws Exception {
    Path repo = folder.resolve("cache/models--owner--repo-GGUF");
    Path blob = repo.resolve("blobs").resolve(FakeHub.sha256(LARGE));
    Files.createDirectories(blob.getParent());
    Files.write(blob, LARGE);
    Path snapshot = Files.createDirectories(repo.resolve("snapshots").resolve(hub.commit()));
    Files.createSymbolicLink(
        snapshot.resolve("m-Q8_0.gguf"), Path.of("../../blobs", FakeHub.sha256(LARGE)));
    assertThat(fetch("owner/repo-GGUF:Q8_0").file()).hasBinaryContent(LARGE);
    assertThat(hub.contentRequests()).isEmpty();
  }

  @Test
  void aContentOfTheWrongLengthIsReplaced() throws Exception {
    Path blob =
        folder.resolve("cache/models--owner--repo-GGUF/blobs").resolve(FakeHub.sha256(SMALL));
    Files.createDirectories(blob.getParent());
    Files.write(blob, new byte[100]);
    assertThat(fetch("owner/repo-GGUF:Q4_K_M").file()).hasBinaryContent(SMALL);
  }

  @Test
  void theBestThatFitsIsTakenAndSaidWhy() throws Exception {
    assertThat(fetch("owner/repo-GGUF").file()).hasFileName("m-Q8_0.gguf");
    assertThat(notes)
        .anyMatch(note -> note.startsWith("Q8_0 (48.8 KiB) is the best of 2 that fits"));
  }

  @Test
  void whatIsKeptIsPreferredToABetterOne() throws Exception {
    fetch("owner/repo-GGUF:Q4_K_M");
    assertThat(fetch("owner/repo-GGUF", true, false).file()).hasFileName("m-Q4_K_M.gguf");
    assertThat(fetch("owner/repo-GGUF", false, false).file()).hasFileName("m-Q8_0.gguf");
  }

  @Test
  void splitModelsComeWhole() throws Exception {
    hub.put("big/m-Q6_K-00001-of-00002.gguf", SMALL).put("big/m-Q6_K-00002-of-00002.gguf", LARGE);
    hub.withPagesOf(2);
    FetchedModel model = fetch("owner/repo-GGUF:Q6_K");
    assertThat(model.files()).hasSize(2);
    assertThat(model.file()).hasBinaryContent(SMALL).hasFileName("m-Q6_K-00001-of-00002.gguf");
    assertThat(model.files().getLast())
        .hasBinaryContent(LARGE)
        .isEqualTo(model.file().resolveSibling("m-Q6_K-00002-of-00002.gguf"));
  }

  @Test
  void afterAFailureNothingHalfIsVisible() throws Exception {
    hub.put("m-Q6_K-00001-of-00002.gguf", SMALL).put("m-Q6_K-00002-of-00002.gguf", LARGE);
    hub.fail(new Fault.Nothing(), new Fault.Nothing(), new Fault.Nothing(), new Fault.Corruption());
    assertThatThrownBy(() -> fetch("owner/repo-GGUF:Q6_K")).hasMessageContaining("another hash");
    assertThatThrownBy(() -> fetch("owner/repo-GGUF:Q6_K", true, true))
        .hasMessageContaining("not in the cache");
    assertThat(new Library(settings(false)).all()).isEmpty();
    assertThat(fetch("owner/repo-GGUF:Q6_K").files().getLast()).hasBinaryContent(LARGE);
  }

  @Test
  void offlineNoServerIsAsked() throws Exception {
    assertThatThrownBy(() -> fetch("owner/repo-GGUF:Q4_K_M", true, true))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("HF_HUB_OFFLINE");
    fetch("owner/repo-GGUF:Q4_K_M");
    int requests = hub.requests().size();
    assertThat(fetch("owner/repo-GGUF", true, true).file()).hasBinaryContent(SMALL);
    assertThat(fetch("owner/repo-GGUF:Q4_K_M", true, true).file()).hasBinaryContent(SMALL);
    assertThat(hub.requests()).hasSize(requests);
  }

  @Test
  void withoutANetworkTheCacheDoes() throws Exception {
    fetch("owner/repo-GGUF:Q4_K_M");
    Fault broken = new Fault.Status(503, Map.of());
    hub.failSite(broken, broken, broken, broken, broken, broken);
    assertThat(fetch("owner/repo-GGUF:Q4_K_M").file()).hasBinaryContent(SMALL);
    assertThat(notes).anyMatch(note -> note.contains("takes what is in the cache"));
    hub.failSite(broken, broken, broken, broken, broken, broken);
    assertThatThrownBy(() -> fetch("owner/repo-GGUF:Q8_0"))
        .isInstanceOf(UnreachableException.class);
  }

  @Test
  void aNewerCommitReplacesAnOlderOne() throws Exception {
    fetch("owner/repo-GGUF:Q4_K_M");
    hub.put("m-Q4_K_M.gguf", LARGE);
    assertThat(fetch("owner/repo-GGUF:Q4_K_M").file()).hasBinaryContent(LARGE);
    assertThat(new Library(settings(false)).all())
        .extracting(Holding::state)
        .containsExactly(Holding.State.COMPLETE, Holding.State.OUTDATED);
  }

  @Test
  void refusalsSayWhatToDo() throws Exception {
    assertFails("other/repo-GGUF", "does not exist, or is private", "HF_TOKEN");
    assertFails("owner/repo-GGUF:Q2_K", "has no 'Q2_K'", "Q4_K_M (19.5 KiB)", "Q8_0");
    hub.requireToken("right");
    assertFails("owner/repo-GGUF:Q4_K_M", "gated", "set HF_TOKEN");
    assertThatThrownBy(() ->
            new Hub(settings(false).withToken("wrong"), options(), listener)
                .fetch(ModelReference.of("owner/repo-GGUF"), wish("main", false)))
        .hasMessageContaining("the token's user has no access");
    hub.requireToken("");
    assertThatThrownBy(() ->
            new Hub(settings(false), options(), listener)
                .fetch(ModelReference.of("owner/repo-GGUF"), wish("no-such", false)))
        .hasMessageContaining("no such revision");
    assertThatThrownBy(() ->
            new Hub(settings(false), options(), listener)
                .fetch(ModelReference.of("owner/repo-GGUF"), wish("../../x", false)))
        .hasMessageContaining("is no revision");
    assertThat(folder.resolve("cache/models--owner--repo-GGUF/snapshots")).doesNotExist();
  }

  @Test
  void namesThatLeadOutOfTheCacheAreRefused() throws Exception {
    for (String path : List.of("../../m-Q5_0.gguf", "/m-Q5_0.gguf", "a\\..\\m.gguf")) {
      try (FakeHub hostile = new FakeHub("owner/repo-GGUF").put(path, SMALL);
          Hub client = new Hub(settings(hostile, false), options(), listener)) {
        assertThatThrownBy(
                () -> client.fetch(ModelReference.of("owner/repo-GGUF"), wish("main", false)))
            .hasMessageContaining("without a proper path");
      }
    }
  }

  @Test
  void severalAtOnceFetchAFileOnce() throws Exception {
    List<Callable<Path>> tasks =
        IntStream.range(0, 4)
            .<Callable<Path>>mapToObj(i -> () -> fetch("owner/repo-GGUF:Q8_0").file())
            .toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Path> result : threads.invokeAll(tasks)) {
        assertThat(result.get()).hasBinaryContent(LARGE);
      }
    }
    // One request for the first byte, one for all.
    assertThat(hub.contentRequests()).hasSize(2);
  }

  @Test
  void addressesOfTheHubAreWhatTheyName() throws Exception {
    URI address = URI.create(hub.url() + "/owner/repo-GGUF/blob/main/m-Q8_0.gguf");
    assertThat(fetch(address, false).file().toString())
        .contains("models--owner--repo-GGUF")
        .endsWith("m-Q8_0.gguf");
  }

  @Test
  void otherAddressesHaveTheirOwnPlace() throws Exception {
    URI address = hub.fileUrl("m-Q8_0.gguf");
    Path file = fetch(address, false).file();
    assertThat(file).hasBinaryContent(LARGE).startsWith(folder.resolve("own/downloads"));
    int requests = hub.requests().size();
    assertThat(fetch(address, false).file()).isEqualTo(file);
    assertThat(fetch(address, true).file()).isEqualTo(file);
    assertThat(hub.requests()).hasSize(requests);
    assertThatThrownBy(() -> fetch(hub.fileUrl("m-Q4_K_M.gguf"), true))
        .hasMessageContaining("offline");
  }

  @Test
  void partsFromOtherAddressesComeTogether() throws Exception {
    hub.put("m-00001-of-00002.gguf", SMALL).put("m-00002-of-00002.gguf", LARGE);
    FetchedModel model = fetch(hub.fileUrl("m-00001-of-00002.gguf"), false);
    assertThat(model.files()).hasSize(2);
    assertThat(model.files().getLast()).hasBinaryContent(LARGE);
  }

  @Test
  void aPageIsNoModel() throws Exception {
    hub.put("page.gguf", "<html>Not here".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> fetch(hub.fileUrl("page.gguf"), false))
        .hasMessageContaining("a page, no model");
    assertThat(new Library(settings(false)).all()).isEmpty();
  }

  @Test
  void whatIsKeptIsListedAndDeleted() throws Exception {
    fetch("owner/repo-GGUF:Q4_K_M");
    fetch("owner/repo-GGUF:Q8_0");
    fetch(hub.fileUrl("m-Q8_0.gguf"), false);
    Library library = new Library(settings(false));
    String address = hub.fileUrl("m-Q8_0.gguf").toString();
    assertThat(library.all())
        .extracting(Holding::name)
        .containsExactly("owner/repo-GGUF:Q4_K_M", "owner/repo-GGUF:Q8_0", address);
    assertThat(library.remove("owner/repo-GGUF:q8_0")).isEqualTo(LARGE.length);
    assertThat(library.remove(address)).isEqualTo(LARGE.length);
    assertThat(library.all()).extracting(Holding::name).containsExactly("owner/repo-GGUF:Q4_K_M");
    assertThatThrownBy(() -> library.remove("owner/repo-GGUF:Q8_0"))
        .hasMessageContaining("not in the cache; there are: owner/repo-GGUF:Q4_K_M");
    assertThat(library.remove("owner/repo-GGUF")).isEqualTo(SMALL.length);
    assertThat(folder.resolve("cache/models--owner--repo-GGUF")).doesNotExist();
    assertThatThrownBy(() -> library.remove("owner/repo-GGUF"))
        .hasMessageContaining("the cache is empty");
  }

  @Test
  void otherFilesOfARepositoryAreNotDeleted() throws Exception {
    Path file = fetch("owner/repo-GGUF:Q4_K_M").file();
    Path other = file.resolveSibling("config.json");
    Files.writeString(other, "{}");
    new Library(settings(false)).remove("owner/repo-GGUF");
    assertThat(other).exists();
    assertThat(file).doesNotExist();
  }

  private void assertFails(String reference, String... named) {
    assertThatThrownBy(() -> fetch(reference))
        .isInstanceOf(HubException.class)
        .message()
        .contains(named);
  }

  private FetchedModel fetch(String reference) throws Exception {
    return fetch(reference, false, false);
  }

  private FetchedModel fetch(String reference, boolean prefersKept, boolean offline)
      throws Exception {
    try (Hub client = new Hub(settings(offline), options(), listener)) {
      return client.fetch(ModelReference.of(reference), wish("main", prefersKept));
    }
  }

  private FetchedModel fetch(URI address, boolean offline) throws Exception {
    try (Hub client = new Hub(settings(offline), options(), listener)) {
      return client.fetch(address);
    }
  }

  private static Hub.Wish wish(String revision, boolean prefersKept) {
    return new Hub.Wish(revision, PLENTY, prefersKept);
  }

  private HubSettings settings(boolean offline) throws HubException {
    return settings(hub, offline);
  }

  private HubSettings settings(FakeHub server, boolean offline) throws HubException {
    HubSettings settings =
        HubSettings.of(
            Map.of("HF_ENDPOINT", server.url(), "HF_HUB_CACHE", folder.resolve("cache").toString()),
            folder,
            folder.resolve("own"));
    return offline ? settings.withOffline() : settings;
  }

  private DownloadOptions options() {
    return new DownloadOptions(2, 1 << 20, pace, any -> Long.MAX_VALUE, () -> false);
  }
}
