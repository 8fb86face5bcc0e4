package llamajar.pack.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `bin/build.sh` does when several starts build at once, run by a real `sh`, with a Maven
/// that only notes that it was called.
@Timeout(60)
class BuildLockTest {
  private static final Path BIN = Path.of(System.getProperty("llamajar.root", ".."), "bin");
  private static final String START =
      """
      set -eu
      is_built() { [ -f stamp ]; }
      . "$1/build.sh"
      build_app "$PWD" target stamp
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofSeveralStartsOneBuilds(boolean withFlock) throws Exception {
    Path tools = tools(withFlock, "echo begin >>calls; sleep 1; echo end >>calls");
    Process first = start(tools);
    Process second = start(tools);
    Process third = start(tools);

    for (Process each : new Process[] {first, second, third}) {
      assertThat(each.waitFor()).as(errors(each)).isZero();
    }
    assertThat(folder.resolve("calls")).hasContent("begin\nend\n");
    assertThat(folder.resolve("stamp")).exists();
    assertThat(folder.resolve("target/.build-lock.link")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aKilledBuilderStopsNobody(boolean withFlock) throws Exception {
    Process killed = start(tools(withFlock, "echo begin >>calls; exec sleep 100"));
    while (!Files.exists(folder.resolve("calls"))) {
      assertThat(killed.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
    }
    killed.descendants().forEach(ProcessHandle::destroyForcibly);
    killed.destroyForcibly().waitFor();

    Process next = start(tools(withFlock, "echo again >>calls"));
    assertThat(next.waitFor()).as(errors(next)).isZero();
    assertThat(folder.resolve("calls")).hasContent("begin\nagain\n");
    assertThat(folder.resolve("stamp")).exists();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFailedBuildIsTriedByTheNextStart(boolean withFlock) throws Exception {
    Process failed = start(tools(withFlock, "echo broken; exit 1"));
    assertThat(failed.waitFor()).isEqualTo(1);
    assertThat(errors(failed)).contains("the build failed").contains("broken");

    assertThat(start(tools(withFlock, "echo again >>calls")).waitFor()).isZero();
    assertThat(folder.resolve("calls")).hasContent("again\n");
  }

  /// A folder with the commands that the script needs.
  private Path tools(boolean withFlock, String maven) throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String name :
        "sh mkdir rmdir rm ln readlink sleep find touch tail cat flock".split(" ", -1)) {
      Path tool = tools.resolve(name);
      Files.deleteIfExists(tool);
      Path real = Path.of("/usr/bin", name);
      Path found = Files.exists(real) ? real : Path.of("/bin", name);
      if (Files.exists(found) && (withFlock || !name.equals("flock"))) {
        Files.createSymbolicLink(tool, found);
      }
    }
    Path mvn = tools.resolve("mvn");
    Files.writeString(mvn, "#!/bin/sh\n" + maven + "\n");
    assertThat(mvn.toFile().setExecutable(true)).isTrue();
    return tools;
  }

  private Process start(Path tools) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", START, "sh", BIN.toAbsolutePath().toString());
    builder.directory(folder.toFile()).environment().put("PATH", tools.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private static String errors(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
