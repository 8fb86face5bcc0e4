package llamajar.pack.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real JVMs that are started by `java -jar` without options.
class RelaunchTest {
  private static final int SIGTERM = 143;
  private static final String DENY = "--illegal-native-access=deny";

  @TempDir private static Path folder;
  private static Path jar = Path.of("");
  private static Path jarWithoutNativeAccess = Path.of("");

  @BeforeAll
  static void makeJars() throws IOException {
    jar = jar("one program.jar", true);
    jarWithoutNativeAccess = jar("denied.jar", false);
  }

  @Test
  void theSecondStartHasTheOptionsArgumentsAndPid() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "only Linux keeps the process");
    Process process = start(jar, List.of("-Dgiven=a b"), "two words", "", "Grüße", "*");
    List<String> lines = lines(process);

    assertThat(process.waitFor()).isEqualTo(7);
    assertThat(lines.get(0)).isEqualTo("pid " + process.pid());
    assertThat(lines.get(1)).contains(JvmOptions.common()).contains("-Dgiven=a b");
    assertThat(lines.get(2)).isEqualTo("arguments two words||Grüße|*");
  }

  @Test
  void aSignalEndsTheSecondStart() throws Exception {
    Process process = start(jar, List.of(), "wait");
    endWhileWaiting(process);
  }

  @Test
  void whereAProcessCantBeReplacedAChildRunsWithTheSameStreams() throws Exception {
    Process process = start(jarWithoutNativeAccess, List.of(DENY), "two words", "*");
    List<String> lines = lines(process);

    assertThat(process.waitFor()).isEqualTo(7);
    assertThat(lines.get(0)).isNotEqualTo("pid " + process.pid());
    assertThat(lines.get(1)).contains(JvmOptions.common()).contains(DENY);
    assertThat(lines.get(2)).isEqualTo("arguments two words|*");
  }

  @Test
  void aSignalEndsTheChildToo() throws Exception {
    Process process = start(jarWithoutNativeAccess, List.of(DENY), "wait");
    endWhileWaiting(process);
  }

  private static void endWhileWaiting(Process process) throws IOException, InterruptedException {
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    while (!String.valueOf(reader.readLine()).startsWith("arguments")) {
      assertThat(process.isAlive()).isTrue();
    }
    // Process.destroy would close the stream that is read next.
    process.toHandle().destroy();
    assertThat(reader.readLine()).isEqualTo("ended");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(SIGTERM);
  }

  private static List<String> lines(Process process) throws IOException {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      return reader.lines().toList();
    }
  }

  private static Process start(Path jar, List<String> options, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("LC_ALL", "C.UTF-8");
    return builder.start();
  }

  private static Path jar(String name, boolean nativeAccess) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, StartedProgram.class.getName());
    if (nativeAccess) {
      attributes.putValue("Enable-Native-Access", "ALL-UNNAMED");
    }
    Path file = folder.resolve(name);
    try (OutputStream stream = Files.newOutputStream(file);
        JarOutputStream out = new JarOutputStream(stream, manifest)) {
      for (String resource :
          List.of(
              "JvmOptions.class",
              "ProcessImage.class",
              "Relaunch.class",
              "StartedProgram.class",
              "jvm.options",
              "vector.options")) {
        out.putNextEntry(new JarEntry("llamajar/pack/start/" + resource));
        out.write(StartedProgram.class.getResourceAsStream(resource).readAllBytes());
      }
    }
    return file;
  }
}
