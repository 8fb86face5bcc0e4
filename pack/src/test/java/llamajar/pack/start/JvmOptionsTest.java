package llamajar.pack.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JvmOptionsTest {
  private static final String VECTOR_API = "--add-modules=jdk.incubator.vector";

  @TempDir private Path folder;

  @Test
  void theVectorApiStaysOutWhereMachineCodeIsEmitted() throws IOException {
    assertThat(JvmOptions.forCommand(List.of("-p", "x"), modern(), ""))
        .isEqualTo(JvmOptions.common())
        .contains("-Dllamajar.started=yes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench", "doctor -m x", "-p x --backend vector", "--backend=vector"})
  void theVectorApiIsThereWhereItIsAskedForOrMeasured(String commandLine) throws IOException {
    assertThat(JvmOptions.forCommand(List.of(commandLine.split(" ", -1)), modern(), ""))
        .contains(VECTOR_API);
  }

  @Test
  void theVectorApiIsThereWhereNoMachineCodeIsEmitted() throws IOException {
    Path old = cpuInfo("flags\t\t: fpu sse2 avx avx2_not f16c fma");
    Path arm = cpuInfo("Features\t: fp asimd");
    Path none = folder.resolve("none");

    for (Path cpuInfo : List.of(old, arm, none)) {
      assertThat(JvmOptions.forCommand(List.of(), cpuInfo, "")).contains(VECTOR_API);
    }
    assertThat(JvmOptions.forCommand(List.of(), modern(), "vector")).contains(VECTOR_API);
  }

  @Test
  void noOptionNeedsQuotes() {
    assertThat(JvmOptions.common()).allMatch(option -> option.matches("-\\S+"));
    assertThat(JvmOptions.vector()).allMatch(option -> option.matches("-\\S+"));
  }

  private Path modern() throws IOException {
    return cpuInfo("processor : 0\nflags\t\t: fpu fma f16c avx avx2 bmi2\n");
  }

  private Path cpuInfo(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "cpuinfo", ""), text);
  }
}
