package llamajar.hub.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import llamajar.hub.TestPace;
import llamajar.hub.http.ProxyChoice;
import llamajar.hub.http.Token;
import llamajar.hub.http.UnreachableException;
import llamajar.hub.http.Web;
import llamajar.hub.name.HubException;
import llamajar.testkit.hub.FakeHub;
import llamajar.testkit.hub.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Everything that can go wrong between a server and a disk. Whatever happens, there is either the
/// whole file or none, and the next try succeeds.
@Timeout(60)
class DownloadTest {
  private static final String PATH = "model.gguf";
  private static final byte[] CONTENT = content(1, 300_000);
  private static final byte[] OTHER = content(2, 300_000);
  private static final Map<String, String> NO_HEADERS = Map.of();

  @TempDir private Path folder;
  private FakeHub hub;
  private Web web;
  private Place place;
  private final TestPace pace = new TestPace();
  private final List<String> notes = new ArrayList<>();
  private final AtomicBoolean stop = new AtomicBoolean();
  private int connections = 4;
  private int forgotten;
  private long awaited = -1;
  private Runnable arrived = () -> {};
  private FreeSpace space = any -> Long.MAX_VALUE;

  private static byte[] content(long seed, int length) {
    byte[] content = new byte[length];
    new Random(seed).nextBytes(content);
    return content;
  }

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub("owner/repo").put(PATH, CONTENT);
    web =
        new Web(Optional.of(new Token(URI.create(hub.url()), "secret")), new ProxyChoice(Map.of()));
    place = Place.of(folder.resolve("blobs").resolve("abc"));
  }

  @AfterEach
  void end() throws IOException {
    web.close();
    hub.close();
  }

  @Test
  void comesInParallelRanges() throws Exception {
    download();
    assertThat(place.target()).hasBinaryContent(CONTENT);
    assertThat(names()).containsExactly("abc");
    assertThat(ranges()).hasSizeGreaterThan(4).doesNotHaveDuplicates();
    assertThat(hub.contentRequests())
        .filteredOn(request -> !request.header("range").equals("bytes=0-0"))
        .allSatisfy(request -> assertThat(request.header("if-range")).isNotEmpty());
  }

  @Test
  void theTokenStaysOnItsSite() throws Exception {
    hub.requireToken("secret");
    download();
    assertThat(hub.contentRequests())
        .isNotEmpty()
        .allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("authorization"));
  }

  @Test
  void brokenConnectionsAreTakenUpWhereTheyBroke() throws Exception {
    connections = 1;
    hub.fail(new Fault.Nothing(), new Fault.CutAfter(10_000), new Fault.CutAfter(0));
    download();
    assertThat(place.target()).hasBinaryContent(CONTENT);
    assertThat(ranges()).contains("bytes=10000-74999");
    assertThat(pace.pauses()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void givesUpOnAServerThatNeverWorksAndGoesOnLater() throws Exception {
    connections = 1;
    hub.fail(new Fault.Nothing(), new Fault.CutAfter(50_000));
    hub.fail(status(500), status(502), status(503), status(504), status(500), status(500));
    assertFails(UnreachableException.class, "model.gguf", "try again later");
    assertThat(pace.pauses()).hasSize(5).contains(Duration.ofSeconds(16));
    forgetRequests();
    download();
    assertThat(place.target()).hasBinaryContent(CONTENT);
    assertThat(ranges()).contains("bytes=50000-112499");
    assertThat(notes).anyMatch(note -> note.contains("goes on after 48.8 KiB of 293.0 KiB"));
  }

  @Test
  void waitsAsLongAsTheServerSays() throws Exception {
    hub.fail(new Fault.Status(429, Map.of("Retry-After", "77")));
    download();
    assertThat(pace.pauses()).containsExactly(Duration.ofSeconds(77));
  }

  @Test
  void doesNotWaitForHours() throws Exception {
    hub.failSite(new Fault.Status(429, Map.of("Retry-After", "7200")));
    assertFails(UnreachableException.class, "429", "121 minutes");
    assertThat(pace.pauses()).isEmpty();
    downloadSucceeds();
  }

  @Test
  void cutsConnectionsThatHaveGoneToSleep() throws Exception {
    connections = 1;
    hub.fail(new Fault.Nothing(), new Fault.StallAfter(1000, () -> {}));
    onceArrived(1000, () -> pace.pass(Duration.ofSeconds(31)));
    downloadSucceeds();
    assertThat(notes).anyMatch(note -> note.contains("almost nothing came for 30 s"));
    assertThat(ranges()).contains("bytes=1000-74999");
  }

  @Test
  void aFileThatChangesBetweenRangesIsFetchedAnew() throws Exception {
    connections = 1;
    hub.fail(new Fault.Nothing(), new Fault.Nothing(), new Fault.Change(OTHER));
    downloadUnknown();
    assertThat(place.target()).hasBinaryContent(OTHER);
    assertThat(notes).anyMatch(note -> note.contains("changed during the download"));
  }

  @Test
  void aFileThatChangesAllTheTimeIsRefused() throws Exception {
    connections = 1;
    for (int i = 0; i < 3; i++) {
      hub.fail(new Fault.Nothing(), new Fault.Change(content(10 + i, 300_000)));
    }
    assertThatThrownBy(() -> downloadUnknown())
        .isInstanceOf(HubException.class)
        .hasMessageContaining("3 times");
    assertThat(names()).isEmpty();
  }

  @Test
  void aFileThatChangedSinceTheLastTryIsFetchedAnew() throws Exception {
    connections = 1;
    hub.fail(new Fault.Nothing(), new Fault.CutAfter(50_000), status(404));
    assertThatThrownBy(
            () -> {
              hub.fail(status(404), status(404), status(404), status(404), status(404));
              downloadUnknown();
            })
        .isInstanceOf(HubException.class);
    assertThat(names()).contains("abc.llamajar.incomplete").doesNotContain("abc");
    hub.put(PATH, OTHER);
    downloadUnknown();
    assertThat(place.target()).hasBinaryContent(OTHER);
  }

  @Test
  void aWrongHashIsNeverUsed() throws Exception {
    hub.fail(new Fault.Nothing(), new Fault.Corruption());
    assertFails(HubException.class, "another hash", "try again");
    assertThat(names()).isEmpty();
    downloadSucceeds();
  }

  @Test
  void aWrongLengthIsNeverUsed() throws Exception {
    hub.fail(new Fault.Length(299_999));
    assertFails(HubException.class, "299999 bytes", "300000");
    hub.fail(new Fault.Nothing(), new Fault.Length(299_999));
    download();
    assertThat(place.target()).hasBinaryContent(CONTENT);
  }

  @Test
  void linksThatExpireAreAskedForAgain() throws Exception {
    connections = 1;
    hub.fail(new Fault.Nothing(), new Fault.StallAfter(1000, hub::expireLinks));
    onceArrived(1000, () -> pace.pass(Duration.ofSeconds(31)));
    downloadSucceeds();
    assertThat(notes).anyMatch(note -> note.contains("does not take the link any more (403)"));
  }

  @Test
  void aServerWithoutRangesSendsAllOfItAgainAfterAFailure() throws Exception {
    hub.withoutRanges();
    hub.fail(new Fault.Nothing(), new Fault.CutAfter(100_000));
    downloadSucceeds();
    hub.fail(new Fault.Nothing(), new Fault.CutAfter(100_000));
    for (int i = 0; i < 5; i++) {
      hub.fail(new Fault.CutAfter(0));
    }
    Files.delete(place.target());
    assertFails(UnreachableException.class, "the connection broke");
    assertThat(names()).isEmpty();
  }

  @Test
  void aServerThatLiesAboutTheLengthOfAWholeFileIsNotBelieved() throws Exception {
    hub.withoutRanges();
    hub.fail(new Fault.Nothing());
    for (int i = 0; i < 6; i++) {
      hub.fail(new Fault.CutAfter(299_999));
    }
    assertFails(UnreachableException.class, "the connection broke");
    downloadSucceeds();
  }

  @Test
  void withoutVersionAndHashNothingIsPutTogether() throws Exception {
    hub.withoutVersions();
    downloadUnknown();
    assertThat(place.target()).hasBinaryContent(CONTENT);
    assertThat(ranges()).isEmpty();
  }

  @Test
  void refusalsAreNotTriedAgain() throws Exception {
    hub.failSite(new Fault.Status(403, Map.of("X-Error-Code", "GatedRepo")));
    assertFails(HubException.class, "gated", "accept its terms");
    hub.failSite(status(404));
    assertFails(HubException.class, "not found");
    assertThat(pace.pauses()).isEmpty();
    downloadSucceeds();
  }

  @Test
  void stoppingKeepsWhatHasArrived() throws Exception {
    connections = 1;
    hub.fail(new Fault.Nothing(), new Fault.StallAfter(20_000, () -> {}));
    onceArrived(20_000, () -> stop.set(true));
    assertFails(StoppedException.class, "the next try goes on from there");
    stop.set(false);
    forgetRequests();
    downloadSucceeds();
    assertThat(ranges()).first().isEqualTo("bytes=20000-89999");
  }

  @Test
  void aRecordThatMakesNoSenseIsNotBelieved() throws Exception {
    Files.createDirectories(folder.resolve("blobs"));
    Files.write(place.incomplete(), new byte[300_000]);
    for (String record :
        List.of(
            "",
            "nonsense",
            "llamajar ranges 1\n300000\n\n\n0-x\n",
            "llamajar ranges 1\n300000\n\"other\"\n\n0-300000\n")) {
      Files.writeString(place.record(), record);
      downloadSucceeds();
      Files.delete(place.target());
    }
  }

  @Test
  void aFullDiskIsNoticedBeforehand() throws Exception {
    space = any -> 299_999;
    assertFails(HubException.class, "needs 293.0 KiB", "293.0 KiB free", "HF_HUB_CACHE");
    space = any -> 300_000;
    downloadSucceeds();
  }

  @Test
  void anEmptyFileIsAFile() throws Exception {
    hub.put(PATH, new byte[0]);
    downloadUnknown();
    assertThat(place.target()).isEmptyFile();
  }

  private void downloadSucceeds() throws IOException, InterruptedException {
    download();
    assertThat(place.target()).hasBinaryContent(CONTENT);
    assertThat(names()).containsExactly("abc");
  }

  private void download() throws IOException, InterruptedException {
    run(OptionalLong.of(CONTENT.length), new Checksum.Sha256(FakeHub.sha256(CONTENT)));
  }

  private void downloadUnknown() throws IOException, InterruptedException {
    run(OptionalLong.empty(), new Checksum.Unknown());
  }

  private void run(OptionalLong bytes, Checksum checksum) throws IOException, InterruptedException {
    DownloadOptions options = new DownloadOptions(connections, 40_000, pace, space, stop::get);
    URI uri = URI.create(hub.url() + "/owner/repo/resolve/main/" + PATH);
    new Download(web, options)
        .run(
            new Source(PATH, uri, bytes, checksum),
            place,
            new DownloadListener() {
              @Override
              public void progress(Progress progress) {
                assertThat(progress.done()).isBetween(0L, progress.total());
                if (progress.done() == awaited) {
                  awaited = -1;
                  arrived.run();
                }
              }

              @Override
              public synchronized void note(String line) {
                notes.add(line);
              }
            });
  }

  private void assertFails(Class<? extends Exception> type, String... named) throws IOException {
    assertThatThrownBy(this::download)
        .isInstanceOf(type)
        .message()
        .contains(named)
        .doesNotContain("\n");
    assertThat(place.target()).doesNotExist();
  }

  /// Does something when exactly so many bytes are there.
  private void onceArrived(long bytes, Runnable action) {
    awaited = bytes;
    arrived = action;
  }

  private void forgetRequests() {
    forgotten = hub.contentRequests().size();
  }

  private List<String> ranges() {
    return hub.contentRequests().stream()
        .skip(forgotten)
        .map(request -> request.header("range"))
        .filter(range -> !range.isEmpty() && !range.equals("bytes=0-0"))
        .toList();
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(place.target().getParent())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Fault status(int code) {
    return new Fault.Status(code, NO_HEADERS);
  }
}
