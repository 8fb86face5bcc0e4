package llamajar.pack.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PackedProgramTest {
  private static final Path FILE = Path.of("f.llamajar");

  @Test
  void theUsersArgumentsStandWhereTheDotsAre() {
    assertThat(program("-m", "m.gguf", "...", "--temp", "0").merge(List.of("-p", "x")))
        .containsExactly("-m", "f.llamajar@m.gguf", "-p", "x", "--temp", "0");
  }

  @Test
  void withoutDotsTheDefaultsCountOnlyAlone() {
    assertThat(program("-p", "x").merge(List.of())).containsExactly("-p", "x");
    assertThat(program("-p", "x").merge(List.of("-n", "1"))).containsExactly("-n", "1");
  }

  @Test
  void namesOfEntriesBecomeNamesThatOpen() {
    assertThat(program("/zip/m.gguf", "other.gguf").merge(List.of()))
        .containsExactly("f.llamajar@m.gguf", "other.gguf");
    // Perhaps a file of the user's own.
    assertThat(program("...").merge(List.of("m.gguf", "/zip/m.gguf")))
        .containsExactly("m.gguf", "f.llamajar@m.gguf");
  }

  @Test
  void theModelIsWhatTheDefaultsNameOrTheFileItself() {
    assertThat(program("--temp", "0", "-m", "m.gguf").model())
        .isEqualTo(Path.of("f.llamajar@m.gguf"));
    assertThat(program("--temp", "0").model()).isEqualTo(FILE);
  }

  private static PackedProgram program(String... defaults) {
    return new PackedProgram(FILE, List.of(defaults), Set.of("m.gguf")::contains);
  }
}
