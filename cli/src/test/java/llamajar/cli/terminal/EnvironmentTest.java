package llamajar.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

  @Test
  void cachesAreWhereXdgSays() {
    assertThat(Environment.cacheDirectory("/tmp/caches", "/home/a"))
        .isEqualTo(Path.of("/tmp/caches/llamajar"));
    assertThat(Environment.cacheDirectory(null, "/home/a"))
        .isEqualTo(Path.of("/home/a/.cache/llamajar"));
    assertThat(Environment.cacheDirectory("", "/home/a"))
        .isEqualTo(Path.of("/home/a/.cache/llamajar"));
    assertThat(Environment.cacheDirectory("relative", "/home/a"))
        .isEqualTo(Path.of("/home/a/.cache/llamajar"));
    assertThat(Environment.cacheDirectory(null, null)).isEqualTo(Path.of("./.cache/llamajar"));
  }

  @Test
  void terminalsAreKnownByTheirDevice() {
    assertThat(TerminalCheck.isTerminalDevice("/dev/pts/3")).isTrue();
    assertThat(TerminalCheck.isTerminalDevice("/dev/tty1")).isTrue();
    assertThat(TerminalCheck.isTerminalDevice("/dev/console")).isTrue();
    assertThat(TerminalCheck.isTerminalDevice("/dev/null")).isFalse();
    assertThat(TerminalCheck.isTerminalDevice("pipe:[12]")).isFalse();
    assertThat(TerminalCheck.isTerminalDevice("/home/a/out.txt")).isFalse();
  }

  @Test
  void aStatusLineReplacesItselfAndLeavesNothing() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (StatusLine status = new StatusLine(environment(err, true))) {
      status.show("one\u0007");
      status.show("two", 1, 4);
    }

    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("\r\u001b[Kone\\u{7}\r\u001b[Ktwo: 1 of 4 (25 %)\r\u001b[K");
  }

  @Test
  void aStatusLineWritesNothingToAFile() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (StatusLine status = new StatusLine(environment(err, false))) {
      status.show("one");
      status.show("two", 1, 0);
    }

    assertThat(err.size()).isZero();
  }

  @Test
  void textOutputKeepsTextUntilItIsFlushed() throws OutputException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TextOutput text = new TextOutput(out);
    text.print("héllo");
    assertThat(out.size()).isZero();
    text.endLine();
    text.endLine();
    text.flush();
    text.flush();

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("héllo\n");
  }

  @Test
  void anInterruptIsOverWhenItsWorkIs() {
    try (Interrupt interrupt = Interrupt.listen()) {
      assertThat(interrupt.requested()).isFalse();
    }
    Interrupt interrupt = Interrupt.listen();
    interrupt.close();
    interrupt.stop();
    assertThat(interrupt.requested()).isTrue();
  }

  private static Environment environment(ByteArrayOutputStream err, boolean errIsTerminal) {
    return new Environment(
        new ByteArrayInputStream(new byte[0]),
        new ByteArrayOutputStream(),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        true,
        errIsTerminal,
        Path.of("cache"),
        false);
  }
}
