package llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MainTest {

  static Iterable<String> commandNames() {
    return Commands.names();
  }

  @Test
  void helpNamesEveryCommand() {
    Outcome help = Outcome.of("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.err()).isEmpty();
    for (String name : Commands.names()) {
      assertThat(help.out()).containsPattern("(?m)^  " + name + " ");
    }
  }

  @ParameterizedTest
  @MethodSource("commandNames")
  void everyCommandHasHelp(String name) {
    Outcome help = Outcome.of(name, "--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).startsWith("Usage: llamajar").contains("--version");
    assertThat(help.err()).isEmpty();
    assertThat(Outcome.of("help", name)).isEqualTo(help);
  }

  @Test
  void helpIsAlsoAWord() {
    assertThat(Outcome.of("help")).isEqualTo(Outcome.of("--help"));
  }

  @Test
  void showsTheVersion() {
    Outcome version = Outcome.of("--version");

    assertThat(version.exitCode()).isZero();
    assertThat(version.out()).matches("llamajar \\S+\n");
  }

  @ParameterizedTest
  @CsvSource({
    "--tempp, --temp",
    "--tmep, --temp",
    "--n-predictt, --n-predict",
    "--repeat-penality=1.1, --repeat-penalty",
    "-tbb, -tb",
  })
  void anUnknownOptionGetsTheNearestKnownOne(String typed, String nearest) {
    Outcome outcome = Outcome.of("-p", "x", typed);

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("llamajar: there is no option '-")
        .contains("the nearest is '" + nearest + "'");
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void anUnknownCommandGetsTheNearestKnownOne() {
    Outcome outcome = Outcome.of("bnech", "-m", "x.gguf");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualTo(
            "llamajar: there is no command 'bnech'; the nearest is 'bench' (llamajar --help shows"
                + " all)\n");
  }

  @Test
  void aPromptWithoutQuotesIsExplained() {
    Outcome outcome = Outcome.of("-p", "once", "upon", "a", "time");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualTo("llamajar: 'upon' is not an option; put text with spaces in quotes\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "-n abc      | 'abc' is not a whole number",
        "--temp warm | 'warm' is not a number",
        "--seed 1.5  | '1.5' is not a whole number",
        "-m          | -m",
        "-m a\u0000b | can't be the name of a file",
      })
  void anUnreadableValueIsNamed(String arguments, String named) {
    Outcome outcome = Outcome.of(arguments.strip().split("\\s+", -1));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("llamajar: ").contains(named);
    assertThat(outcome.err().lines()).hasSize(1);
  }
}
