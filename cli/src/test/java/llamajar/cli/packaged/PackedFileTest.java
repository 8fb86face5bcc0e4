package llamajar.cli.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import llamajar.cli.demo.DemoModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file that `llamajar pack` made, run as users do.
class PackedFileTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final String JAR = Path.of("target", "llamajar.jar").toAbsolutePath().toString();

  @TempDir private Path folder;
  private String model = "";
  private String packed = "";

  @BeforeEach
  void makeModel() throws IOException {
    model =
        Files.move(DemoModel.file(folder.resolve("made")), folder.resolve("tiny.gguf")).toString();
    packed = folder.resolve("tiny.llamajar").toString();
  }

  @Test
  void itRunsByItselfAndByJavaAndAsAModel() throws Exception {
    assertThat(run(0, JAVA, "-jar", JAR, "pack", model, "-o", packed)).contains("tiny.llamajar: ");
    Files.delete(Path.of(model));
    List<String> asked =
        List.of("--raw", "-p", "Once upon a time", "-n", "4", "--temp", "0", "--seed", "1");
    String story = "Once upon a time, there was";

    assertThat(run(0, with(List.of(packed), asked))).contains(story);
    assertThat(run(0, with(List.of(JAVA, "-jar", packed), asked))).contains(story);
    assertThat(run(0, with(List.of(JAVA, "-jar", JAR, "-m", packed), asked))).contains(story);
    assertThat(run(0, packed, "inspect")).contains("tiny.llamajar@tiny.gguf");
    assertThat(run(1, packed, "-m", "/zip/none.gguf", "-p", "x"))
        .contains("has no entry 'none.gguf'; it has tiny.gguf");
    assertThat(
            run(
                1,
                JAVA,
                "-jar",
                JAR,
                "pack",
                model.replace("tiny", "none"),
                "-o",
                packed,
                "--force"))
        .contains("none.gguf: no such file");
  }

  @Test
  void theProgramPacksItselfAndPacksModelsFromThere() throws Exception {
    String program = folder.resolve("llamajar").toString();
    run(0, JAVA, "-jar", JAR, "pack", "--program", "-o", program);
    assertThat(run(0, program, "--raw", "-p", "Once upon a time", "-n", "4", "--temp", "0"))
        .contains("Once upon a time, there was");
    assertThat(run(0, program, "inspect", "-m", model)).contains("tiny.gguf");
    run(0, program, "pack", model, "-o", packed);
    assertThat(run(0, packed, "inspect")).contains("tiny.llamajar@tiny.gguf");
    assertThat(run(2, program, "pack", "--program", model)).contains("--program packs no model");
  }

  @Test
  void aDiskThatTakesNoMoreLeavesNothingBehind() throws Exception {
    String command = "ulimit -f 4000; trap '' XFSZ; exec \"$@\"";
    assertThat(run(1, "sh", "-c", command, "sh", JAVA, "-jar", JAR, "pack", model, "-o", packed))
        .startsWith("llamajar: ");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(path -> String.valueOf(path.getFileName())))
          .noneMatch(name -> name.contains("llamajar"));
    }
  }

  private static String[] with(List<String> command, List<String> arguments) {
    return Stream.concat(command.stream(), arguments.stream()).toArray(String[]::new);
  }

  private String run(int exitCode, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // A start that prepares the next one in the background is not what is tested here.
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("tiny.gguf.cache").toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(exitCode);
    return output;
  }
}
