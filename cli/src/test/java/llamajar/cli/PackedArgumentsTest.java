package llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import llamajar.cli.option.UsageException;
import llamajar.cli.terminal.Environment;
import llamajar.pack.start.PackedProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedArgumentsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-m m.gguf ...          | -p x          | -m f@m.gguf -p x",
        "-m m.gguf --temp 0 ... | inspect --json | inspect -m f@m.gguf --json",
        "-m m.gguf -n -1 ...    | chat          | chat -m f@m.gguf -n -1",
        "serve -m m.gguf ...    | --port 1      | serve -m f@m.gguf --port 1",
        "serve --port 1 ...     | run -p x      | run -m f -p x",
        "--temp 0 ...           | -p x          | -m f --temp 0 -p x",
        "-m m.gguf ...          | grammar       | grammar",
        "-m m.gguf ...          | help serve    | help serve",
        "-m m.gguf ...          | --version     | -m f@m.gguf --version",
      })
  void defaultsAndTheUsersArgumentsBecomeOneLine(String defaults, String given, String merged) {
    PackedProgram packed =
        new PackedProgram(
            Path.of("f"), List.of(defaults.split(" ", -1)), Set.of("m.gguf")::contains);

    assertThat(PackedArguments.merge(given.split(" ", -1), packed, Environment.ofProcess()))
        .containsExactly(merged.split(" ", -1));
  }

  @Test
  void anUnknownCommandIsRefused() {
    PackedProgram packed = new PackedProgram(Path.of("f"), List.of("..."), _ -> false);
    assertThatThrownBy(
            () -> PackedArguments.merge(new String[] {"bnech"}, packed, Environment.ofProcess()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the nearest is 'bench'");
  }
}
