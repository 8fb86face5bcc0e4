package llamajar.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import llamajar.cli.JsonTree;
import llamajar.cli.Outcome;
import llamajar.cli.SimulatedGpus;
import llamajar.gguf.TensorType;
import llamajar.testkit.TinyModels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bench` on a simulated GPU: what is measured, and that nobody takes it for a GPU's.
class GpuBenchTest {
  @TempDir private Path folder;
  private Path model = Path.of("");

  @BeforeEach
  void writeModel() throws Exception {
    model =
        TinyModels.llama()
            .embedding(64)
            .feedForward(64)
            .type(TensorType.Q8_0)
            .write(folder.resolve("tiny.gguf"));
  }

  private Outcome bench(String... options) {
    Stream<String> first =
        Stream.of("bench", "-m", model.toString(), "-t", "1", "-r", "1", "--no-warmup");
    String[] all = Stream.concat(first, Arrays.stream(options)).toArray(String[]::new);
    return Outcome.withGpus(SimulatedGpus.one(folder.resolve("code")), all);
  }

  @Test
  void givesSharesOfTheDevicesLimitsAndSaysThatItIsSimulated() {
    Outcome outcome = bench("-p", "9", "-n", "2", "--gpu", "nvidia", "--expect", "q8_0.mmv1");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .containsPattern("\\| simulated \\| +\\| +pp9 \\|.*% \\|\n")
        .containsPattern("\\| simulated \\| +\\| +tg2 \\|.*% \\| +\\|\n")
        .contains("A simulated device computed: these are no results of a GPU")
        .contains("memory of GPU 0 (simulated sm_80): ", "(bench.copy of 2 MiB, read and written)")
        .contains("int8 peak of GPU 0 (simulated sm_80): ", "(bench.multiply, mma of int8)")
        .contains("kernel for Q8_0: q8_0.mmv1, q8_0-mmq.mmq")
        .doesNotContain("float32 peak");
  }

  @Test
  void dividedModelsAreMeasuredAgainstBothDevices() {
    Outcome outcome =
        bench("-p", "0", "-n", "1", "-ngl", "1", "-nkvo", "--gpu", "nvidia", "--json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).contains("keys and values 1 MiB in main memory");
    JsonTree result = JsonTree.parse(outcome.out()).at(0);
    assertThat(result.at("simulated").text()).isEqualTo("true");
    assertThat(result.at("share_of_memory_bandwidth").number()).isPositive();
    assertThat(result.at("kernels").at("Q8_0").text()).contains("; q8_0.mmv1, q8_0-mmq.mmq");
  }

  @Test
  void otherKernelsThanExpectedAreAFailure() {
    Outcome outcome = bench("-p", "0", "-n", "1", "--gpu", "disable", "--expect", "q8_0.mmv1");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("--expect q8_0.mmv1: not what runs");
  }
}
