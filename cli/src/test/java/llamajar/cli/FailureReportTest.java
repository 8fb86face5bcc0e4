package llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import llamajar.cli.terminal.Environment;
import org.junit.jupiter.api.Test;

class FailureReportTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void lackOfMemoryIsOneLine() {
    assertThat(report(new OutOfMemoryError("Java heap space"), false)).isEqualTo(1);
    assertThat(text())
        .isEqualTo(
            "llamajar: not enough memory (Java heap space); give a smaller context (-c) or a"
                + " smaller model\n");
  }

  @Test
  void filesAreNamed() {
    report(new NoSuchFileException("a.txt"), false);
    report(new UncheckedIOException(new AccessDeniedException("b.txt")), false);
    assertThat(text())
        .isEqualTo("llamajar: a.txt: no such file\nllamajar: b.txt: permission denied\n");
  }

  @Test
  void whatNobodyExpectedIsOneLineToo() {
    assertThat(report(new IllegalStateException("two\nlines"), false)).isEqualTo(1);
    assertThat(text())
        .startsWith("llamajar: an unexpected IllegalStateException (two\\nlines)")
        .contains("LLAMAJAR_DEBUG=1");
    assertThat(text().lines()).hasSize(1);
  }

  @Test
  void aMessageThatIsMissingIsReplaced() {
    report(new IOException(), false);
    assertThat(text()).startsWith("llamajar: an unexpected IOException");
  }

  @Test
  void stackTracesAppearOnRequest() {
    report(new IOException("broken"), true);
    assertThat(text()).startsWith("llamajar: broken\njava.io.IOException: broken\n\tat ");
  }

  private int report(Throwable failure, boolean debug) {
    Environment environment =
        new Environment(
            new ByteArrayInputStream(new byte[0]),
            new ByteArrayOutputStream(),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            true,
            false,
            Path.of("cache"),
            debug);
    return FailureReport.of(failure, "run").print(environment);
  }

  private String text() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
