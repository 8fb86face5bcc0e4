package llamajar.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a\\nb      | `a\nb`",
        "\\t\\r     | `\t\r`",
        "\\\"\\'    | \"'",
        "\\\\n      | \\n",
        "\\xe2\\x82\\xac | €",
        "\\x4       | \\x4",
        "\\q        | \\q",
        "end\\      | end\\",
      })
  void resolvesWhatItKnowsAndKeepsTheRest(String text, String resolved) {
    assertThat(Escapes.resolve(text)).isEqualTo(resolved);
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    assertThatThrownBy(() -> Escapes.resolve("a\\xff"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("byte 1 (0xff)");
  }

  @Property(tries = 200)
  void textAroundAnEscapeStaysAsItIs(@ForAll @AlphaChars @Chars({'é', '€', ' '}) String text) {
    assertThat(Escapes.resolve(text)).isEqualTo(text);
    assertThat(Escapes.resolve(text + "\\n" + text)).isEqualTo(text + "\n" + text);
  }
}
