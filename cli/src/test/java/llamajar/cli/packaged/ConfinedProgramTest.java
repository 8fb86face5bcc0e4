package llamajar.cli.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The program as users start it, confined: what is allowed goes on to work, what a chat is asked
/// for beyond that is refused.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConfinedProgramTest {
  private static final Path JAR = Path.of("target", "llamajar.jar").toAbsolutePath();

  @TempDir private Path directory;

  @Test
  void aChatAnswersButReachesNoFilesThatNoOptionNames() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "the secret");
    Path open = Files.createDirectory(directory.resolve("open"));
    String typed =
        """
        Hello
        /upload %s
        /save %s
        /save %s
        """
            .formatted(secret, directory.resolve("saved"), open.resolve("saved"));

    String shown = run(typed, "chat", "-n", "4", "--allow", open.toString());

    assumeTrue(!shown.contains("not fully confined"), shown);
    assertThat(shown)
        .contains("[context: ")
        .contains(secret + ": closed to the chat; start it with --allow PATH")
        .contains(directory.resolve("saved") + ": closed to the chat")
        .contains("2 messages written to " + open.resolve("saved"));
    assertThat(directory.resolve("saved")).doesNotExist();
    assertThat(open.resolve("saved")).content().contains("Hello");
  }

  @Test
  void unsecureLeavesFilesOpen() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "text");

    assertThat(run("/upload " + file + "\n", "chat", "--unsecure"))
        .contains("goes into the next message")
        .doesNotContain("confined");
  }

  @Test
  void aTemporaryModelIsNotLeftBehind() throws Exception {
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    // No directory can be made below a file.
    Files.createFile(directory.resolve("cache"));

    assertThat(run("", "-Djava.io.tmpdir=" + temporary, "-p", "Hello", "-n", "1")).isNotBlank();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void theDoctorTriesItOnItself() throws Exception {
    assertThat(run("", "doctor"))
        .containsPattern("Landlock +(ok: ABI \\d+: files.* threads|not available: )")
        .containsPattern("seccomp +(ok: programs, sockets, .* threads|not available: )");
  }

  private static boolean isForJvm(String argument) {
    return argument.startsWith("-D");
  }

  private String run(String input, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dllamajar.started=yes");
    Stream.of(arguments).filter(ConfinedProgramTest::isForJvm).forEach(command::add);
    command.addAll(List.of("-jar", JAR.toString()));
    Stream.of(arguments).filter(argument -> !isForJvm(argument)).forEach(command::add);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
    Process process = builder.start();
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
