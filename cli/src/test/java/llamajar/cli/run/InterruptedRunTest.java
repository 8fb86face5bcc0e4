package llamajar.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import llamajar.cli.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Ctrl-C, sent to a real process.
class InterruptedRunTest {
  private static final Path KILL = Path.of("/bin/kill");

  private static final long SIGINT_BIT = 1L << (2 - 1);

  @TempDir private Path folder;

  @Test
  @Timeout(60)
  void stopsGeneratingAndStillTellsHowLongItTook() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(KILL), "no /bin/kill to send a signal with");
    assumeFalse(interruptsAreIgnored(), "the build runs where interrupts are ignored");
    Path errors = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--raw",
            "-p",
            "Once upon a time",
            "--ignore-eos",
            // Slow enough for the signal to come before the context is full.
            "--backend",
            "reference");
    builder.environment().put("XDG_CACHE_HOME", folder.toString());
    Process process = builder.redirectError(errors.toFile()).start();
    try (InputStream out = process.getInputStream()) {
      // The prompt, and some text after it.
      out.readNBytes(30);
      new ProcessBuilder(KILL.toString(), "-INT", Long.toString(process.pid())).start().waitFor();
      out.readAllBytes();
    }

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(Files.readString(errors, StandardCharsets.UTF_8))
        .containsPattern("output +\\d+ tokens")
        .containsPattern("seed \\d+, stopped\n");
  }

  /// Processes that a shell starts in the background ignore interrupts, and so do their children.
  private static boolean interruptsAreIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return false;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("SigIgn:")) {
        long ignored = Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16);
        return (ignored & SIGINT_BIT) != 0;
      }
    }
    return false;
  }
}
