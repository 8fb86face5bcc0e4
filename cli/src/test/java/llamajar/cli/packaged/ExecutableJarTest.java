package llamajar.cli.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The one jar, run by `java -jar` as users do.
class ExecutableJarTest {
  private static final Path JAR = Path.of("target", "llamajar.jar").toAbsolutePath();

  @TempDir private Path cache;

  @Test
  void theDemoModelAnswers() throws Exception {
    assertThat(run("--raw", "-p", "Once upon a time", "-n", "4", "--temp", "0", "--seed", "1"))
        .contains("Once upon a time, there was")
        .doesNotContain("WARNING");
  }

  @Test
  void itKnowsItsVersion() throws Exception {
    assertThat(run("--version")).matches("llamajar \\d\\S+\n");
  }

  @Test
  void allTiersAreThereForTheDoctor() throws Exception {
    assertThat(run("doctor")).contains("vector     ok").doesNotContain("not available: the JVM");
  }

  @Test
  void itHoldsNoModulesAndTheServicesOfAll() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.stream().map(ZipEntry::getName)).first().isEqualTo(JarFile.MANIFEST_NAME);
      assertThat(jar.stream().map(ZipEntry::getName))
          .doesNotHaveDuplicates()
          .noneMatch(name -> name.endsWith("module-info.class"))
          .contains(
              "META-INF/LICENSE",
              "META-INF/services/tools.jackson.core.TokenStreamFactory",
              "META-INF/services/org/jline/terminal/provider/ffm");
    }
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("XDG_CACHE_HOME", cache.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
