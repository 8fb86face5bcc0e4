package llamajar.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import llamajar.cli.option.UsageException;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  private static final String[] LOST = {"-p", "caf\uFFFD\uFFFD"};

  @Test
  void textThatTheLocaleLostIsRefused() {
    assertThatThrownBy(() -> Arguments.requireReadable(LOST, "ANSI_X3.4-1968"))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("ANSI_X3.4-1968", "LC_ALL=C.UTF-8");
  }

  @Test
  void replacementCharactersMayBeTyped() {
    assertThatCode(() -> Arguments.requireReadable(LOST, "UTF-8")).doesNotThrowAnyException();
  }

  @Test
  void plainTextIsFineInEveryLocale() {
    String[] args = {"-p", "plain"};
    assertThatCode(() -> Arguments.requireReadable(args, "ANSI_X3.4-1968"))
        .doesNotThrowAnyException();
  }
}
