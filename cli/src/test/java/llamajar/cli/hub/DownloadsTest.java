package llamajar.cli.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import llamajar.cli.Outcome;
import llamajar.cli.demo.DemoModel;
import llamajar.testkit.hub.FakeHub;
import llamajar.testkit.hub.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `pull`, `list`, `rm`, `-hf` and `-mu` as a user types them, with the demo model in a hub.
@Timeout(120)
class DownloadsTest {
  private static final String REFERENCE = "owner/pebble-GGUF:IQ3_XS";

  @TempDir private Path folder;
  private FakeHub hub;
  private byte[] model = new byte[0];

  @BeforeEach
  void start() throws IOException {
    model = Files.readAllBytes(DemoModel.file(folder.resolve("demo")));
    hub = new FakeHub("owner/pebble-GGUF").put("pebble-IQ3_XS.gguf", model);
    hub.put("pebble-Q8_0.gguf", new byte[3_000_000]);
  }

  @AfterEach
  void end() throws IOException {
    hub.close();
  }

  @Test
  void pullPrintsWhereTheFileIsAndShowsProgress() throws IOException {
    Outcome outcome = run("pull", REFERENCE);
    assertThat(outcome.exitCode()).isZero();
    assertThat(Path.of(outcome.out().strip())).hasBinaryContent(model);
    assertThat(outcome.err())
        .contains("pebble-IQ3_XS.gguf: 0 %, 0 B of 1.6 MiB")
        .contains("pebble-IQ3_XS.gguf: 100 %, 1.6 MiB of 1.6 MiB")
        .doesNotContain("\u001b");
    assertThat(run("pull", REFERENCE).err()).isEmpty();
  }

  @Test
  void aTerminalShowsABar() {
    Outcome outcome = Outcome.onScreen(variables(), "pull", REFERENCE);
    assertThat(outcome.err())
        .contains("\r\u001b[Kpebble-IQ3_XS.gguf [########################] 100 %");
    assertThat(outcome.err()).endsWith("\r\u001b[K");
    Map<String, String> dumb = variables();
    dumb.put("TERM", "dumb");
    assertThat(Outcome.onScreen(dumb, "pull", "owner/pebble-GGUF:Q8_0").err())
        .doesNotContain("\u001b")
        .contains("100 %");
  }

  @Test
  void modelsOfTheHubRun() {
    Outcome outcome = run("-hf", REFERENCE, "-p", "Once", "-n", "3", "--raw", "--temp", "0");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).startsWith("Once");
    Outcome again =
        run("-hf", REFERENCE, "--offline", "-p", "Once", "-n", "3", "--raw", "--temp", "0");
    assertThat(again.out()).isEqualTo(outcome.out());
    assertThat(run("inspect", "-hf", "owner/pebble-GGUF", "-hff", "pebble-IQ3_XS.gguf").exitCode())
        .isZero();
  }

  @Test
  void modelsFromAddressesRun() {
    String address = hub.fileUrl("pebble-IQ3_XS.gguf").toString();
    assertThat(run("inspect", "-mu", address).exitCode()).isZero();
    assertThat(run("inspect", "-mu", address, "--offline").exitCode()).isZero();
    assertThat(run("list").out()).contains(address);
    assertThat(run("rm", address).err()).contains("1.6 MiB freed");
  }

  @Test
  void theCacheIsListedAndEmptied() {
    assertThat(run("list").err()).startsWith("no models in ");
    run("pull", REFERENCE, "owner/pebble-GGUF:Q8_0");
    assertThat(run("list").out().lines())
        .containsExactly(
            "owner/pebble-GGUF:IQ3_XS     1.6 MiB",
            "owner/pebble-GGUF:Q8_0       2.9 MiB",
            "                             4.4 MiB");
    assertThat(run("list", "--json").out())
        .startsWith("[{\"name\":\"owner/pebble-GGUF:IQ3_XS\",\"file\":\"")
        .contains("\"bytes\":1645728,\"state\":\"complete\"}");
    assertThat(run("rm", "owner/pebble-GGUF").exitCode()).isZero();
    assertThat(run("list").out()).isEmpty();
  }

  @Test
  void whatFailsIsOneLine() {
    hub.fail(new Fault.Nothing(), new Fault.Corruption());
    fails(1, "another hash", "try again").running("pull", REFERENCE);
    fails(1, "'nonsense'", "owner/repo").running("-hf", "nonsense", "-p", "x");
    fails(1, "owner/other", "HF_TOKEN").running("-hf", "owner/other", "-p", "x");
    fails(1, "not in the cache").running("-hf", REFERENCE, "--offline", "-p", "x");
    fails(1, "not in the cache", "offline")
        .running("-mu", "https://127.0.0.1/m.gguf", "--offline", "-p", "x");
    fails(1, "names no file").running("-mu", "https://127.0.0.1/", "-p", "x");
    fails(1, "no address").running("-mu", "file:///etc/passwd", "-p", "x");
    fails(1, "the cache is empty").running("rm", REFERENCE);
    fails(2, "only one").running("-hf", REFERENCE, "-m", "m.gguf", "-p", "x");
    fails(2, "only one").running("-hf", REFERENCE, "-mu", "https://x/y.gguf", "-p", "x");
    fails(2, "-hff").running("-hff", "x.gguf", "-p", "x");
    fails(2, "--connections 0").running("pull", REFERENCE, "--connections", "0");
    fails(2, "which model").running("pull");
    fails(2, "which model").running("rm");
    hub.requireToken("secret");
    fails(1, "gated", "HF_TOKEN").running("pull", REFERENCE);
    assertThat(run("pull", REFERENCE, "-hft", "secret").exitCode()).isZero();
  }

  @Test
  void aCacheThatCannotBeWrittenToIsNamed() throws IOException {
    Map<String, String> variables = variables();
    Path file = Files.createFile(folder.resolve("no-folder"));
    variables.put("HF_HUB_CACHE", file.toString());
    Outcome outcome = Outcome.inEnvironment(variables, "pull", REFERENCE);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith("llamajar: " + file + ": can't be written to")
        .contains("set HF_HUB_CACHE to another folder");
    assertThat(outcome.err().lines()).hasSize(1);
  }

  private Outcome run(String... args) {
    return Outcome.inEnvironment(variables(), args);
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>();
    variables.put("HF_ENDPOINT", hub.url());
    variables.put("HF_HOME", folder.resolve("hf").toString());
    variables.put("NO_PROXY", "127.0.0.1");
    return variables;
  }

  private interface Failure {
    void running(String... args);
  }

  private Failure fails(int exitCode, String... named) {
    return args -> {
      Outcome outcome = run(args);
      String last = outcome.err().lines().reduce((a, b) -> b).orElse("");
      assertThat(last).startsWith("llamajar: ").contains(named);
      assertThat(outcome.exitCode()).isEqualTo(exitCode);
      assertThat(outcome.out()).isEmpty();
    };
  }
}
