package llamajar.confine.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Forbidden and allowed things, tried from inside a process of its own, since it is for good.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConfinementTest {
  private static final List<String> THREADS = List.of("main", "pool", "virtual", "later");

  private static final List<String> FILES =
      List.of(
          "read a file of the system",
          "read a file outside",
          "list the root",
          "make a file outside",
          "delete outside");

  private static final List<String> TCP = List.of("connect", "bind");

  private static final List<String> CALLS =
      List.of(
          "start a program",
          "fork",
          "ptrace",
          "mount",
          "bpf",
          "io_uring",
          "load a kernel module",
          "chmod",
          "type into the terminal",
          "signal the parent");

  private static final List<String> ALLOWED =
      List.of("read what is granted", "write what is granted", "load a class", "start a thread");

  @TempDir private Path directory;

  private Path granted;
  private Path outside;

  @BeforeEach
  void makeFiles() throws IOException {
    granted = Files.createDirectory(directory.resolve("granted"));
    outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(granted.resolve("old"), "old");
    Files.writeString(outside.resolve("weights"), "weights");
  }

  @Test
  void refusesFilesNetworkAndProgramsToEveryThread() throws Exception {
    List<String> lines = runChild("NONE", "both");

    assertThat(lines).filteredOn(line -> line.startsWith("layer: ")).hasSize(2);
    requireLayers(lines);
    assertRefused(lines, FILES);
    assertRefused(lines, TCP);
    assertRefused(lines, CALLS);
    assertDone(lines, ALLOWED);
    assertThat(lines).anyMatch(line -> line.startsWith("churn: read a file outside: refused"));
    assertThat(lines).contains("main: read mapped weights: done");
    assertThat(lines).anyMatch(line -> line.startsWith("main: accept: refused"));
  }

  @Test
  void acceptsConnectionsWhereThatIsLeftOpen() throws Exception {
    List<String> lines = runChild("ACCEPT", "both");

    requireLayers(lines);
    assertRefused(lines, TCP);
    assertThat(lines).contains("client got hello");
  }

  @Test
  void landlockAloneKeepsFiles() throws Exception {
    assumeTrue(landlockVersion() > 0, "this kernel has no Landlock");
    List<String> lines = runChild("NONE", "landlock");

    assertRefused(lines, FILES);
    assertDone(lines, ALLOWED);
    assertThat(lines).anyMatch(line -> line.startsWith("churn: read a file outside: refused"));
    if (landlockVersion() >= 4) {
      assertRefused(lines, TCP);
    }
  }

  @Test
  void theFilterAloneKeepsCallsAndSockets() throws Exception {
    List<String> lines = runChild("NONE", "seccomp");

    assumeTrue(lines.contains("main: fork: refused"), "filters of calls are forbidden here");
    assertRefused(lines, TCP);
    assertRefused(lines, CALLS);
    assertDone(lines, List.of("read a file of the system"));
    assertDone(lines, ALLOWED);
  }

  /// Skips, with the reason, where the kernel or a container forbids what is tested.
  private static void requireLayers(List<String> lines) {
    lines.stream()
        .filter(line -> line.contains("Absent["))
        .forEach(line -> assumeTrue(false, line));
  }

  private static long landlockVersion() {
    try {
      return Landlock.of(Kernel.open()).version();
    } catch (UnavailableException e) {
      return 0;
    }
  }

  private static void assertRefused(List<String> lines, List<String> attempts) {
    for (String thread : THREADS) {
      for (String attempt : attempts) {
        assertThat(lines)
            .anyMatch(line -> line.startsWith(thread + ": " + attempt + ": refused"))
            .noneMatch(line -> line.startsWith(thread + ": " + attempt + ": done"));
      }
    }
  }

  private static void assertDone(List<String> lines, List<String> attempts) {
    for (String thread : THREADS) {
      for (String attempt : attempts) {
        assertThat(lines).contains(thread + ": " + attempt + ": done");
      }
    }
  }

  private List<String> runChild(String network, String layers) throws Exception {
    List<String> lines = new ArrayList<>();
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  classPath(),
                  ConfinedProcess.class.getName(),
                  network,
                  granted.toString(),
                  outside.toString(),
                  String.valueOf(listening.getLocalPort()),
                  layers)
              .redirectErrorStream(true)
              .start();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          lines.add(line);
          if (line.startsWith("port: ")) {
            int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            lines.add("client got " + greeting(port));
          }
        }
      }
      assertThat(child.waitFor()).as(String.join("\n", lines)).isZero();
    }
    return lines;
  }

  private static String greeting(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
        .filter(path -> path.endsWith("classes"))
        .reduce((a, b) -> a + java.io.File.pathSeparator + b)
        .orElseThrow();
  }
}
