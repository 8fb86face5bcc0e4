package llamajar.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import llamajar.cli.Outcome;
import llamajar.cli.demo.DemoModel;
import llamajar.compute.cpu.CpuTier;
import llamajar.compute.cpu.TierChoice;
import llamajar.gguf.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir private Path folder;

  @Test
  void showsMachineBackendsAndAllKernels() {
    Outcome outcome = Outcome.of("doctor", "-t", "1");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("java      " + System.getProperty("java.version"))
        .containsPattern("processor .*cores")
        .containsPattern("memory +\\d")
        .containsPattern(TierChoice.forMachine().tier().label() + " +ok, used")
        .containsPattern("reference +ok\n");
    for (TensorType type : TensorType.values()) {
      assertThat(outcome.out()).containsPattern("(?m)^  " + type + " +\\S+");
    }
  }

  @Test
  void showsTheKernelsOfAModel() throws IOException {
    String file = DemoModel.file(folder).toString();
    Outcome outcome = Outcome.of("doctor", "-m", file, "--backend", "vector");

    assertThat(outcome.out())
        .contains(file + ": llama 3.67M IQ3_S")
        .containsPattern("IQ3_S +\\S+vector\\S* +15 +770\\.00 KiB")
        .doesNotContain("Q8_0");
  }

  @Test
  void saysWhyASmallModelRunsOnPlainKernels() throws IOException {
    assumeTrue(
        TierChoice.forMachine().tier() == CpuTier.VECTOR, "this machine has emitted kernels");
    Outcome outcome = Outcome.of("doctor", "-m", DemoModel.file(folder).toString());

    assertThat(outcome.out()).containsPattern("IQ3_S +\\S+reference +15 .* a model this small");
  }

  @Test
  void saysWhyNotTheFasterKernels() {
    Outcome outcome = Outcome.of("doctor", "--backend", "reference");

    assertThat(outcome.out())
        .containsPattern("Q8_0 +\\S+ +the tier 'reference' was asked for")
        .containsPattern("reference +ok, used");
  }
}
