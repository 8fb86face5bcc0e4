package llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program in a JVM of its own that was started without the module of the Vector API.
class WithoutVectorApiTest {
  @TempDir Path cache;

  @Test
  void theDemoModelAnswersAllTheSame() throws Exception {
    String output = run("--raw", "-p", "Once upon a time", "-n", "4", "--temp", "0", "--seed", "1");
    assertThat(output).contains("Once upon a time, there was");
  }

  @Test
  void doctorSaysWhatIsLostAndHowToGetIt() throws Exception {
    assertThat(run("doctor"))
        .contains("not available: the JVM was started without the Vector API")
        .contains("--add-modules jdk.incubator.vector")
        .contains("matmul-iq3_xxs-f32-reference");
  }

  @Test
  void askingForTheVectorTierIsRefusedInOneLine() throws Exception {
    assertThat(run("--backend", "vector", "-p", "x").strip())
        .startsWith("llamajar: --backend vector: the JVM was started without the Vector API")
        .doesNotContain("\n");
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Where kernels can be emitted, the module is not missed.
                "-Dllamajar.cpu.tier=vector",
                "-cp",
                System.getProperty("java.class.path"),
                "llamajar.cli.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("XDG_CACHE_HOME", cache.toString());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output;
  }
}
