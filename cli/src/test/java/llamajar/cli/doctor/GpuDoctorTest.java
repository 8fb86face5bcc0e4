package llamajar.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import llamajar.cli.Outcome;
import llamajar.cli.SimulatedGpus;
import llamajar.gguf.TensorType;
import llamajar.testkit.TinyModels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `doctor -m` on a machine whose GPU is simulated.
class GpuDoctorTest {
  @TempDir private Path folder;
  private Path model = Path.of("");

  @BeforeEach
  void writeModel() throws Exception {
    model =
        TinyModels.llama()
            .embedding(256)
            .feedForward(256)
            .perTensor(name -> name.contains("ffn") ? TensorType.IQ3_XXS : TensorType.Q8_0)
            .layers(1)
            .write(folder.resolve("tiny.gguf"));
  }

  private String doctor(String... options) {
    Stream<String> first = Stream.of("doctor", "-m", model.toString());
    String[] all = Stream.concat(first, Arrays.stream(options)).toArray(String[]::new);
    Outcome outcome = Outcome.withGpus(SimulatedGpus.one(folder.resolve("code")), all);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome.out();
  }

  @Test
  void showsKernelsAndHowTheirCodeCameToBeThere() {
    assertThat(doctor("--nocompile"))
        .containsPattern("IQ3_XXS +\\S+, \\S+ +iq3_xxs \\(not in the cache\\), iq3_xxs-mmq \\(not");
    assertThat(doctor())
        .contains("device: 0, simulated sm_80, compute capability 8.0; simulated, not a GPU")
        .contains("code for GPU 0, simulated sm_80 (simulated: times are not those of")
        .containsPattern("IQ3_XXS +iq3_xxs.mmv1, iq3_xxs-mmq.mmq +iq3_xxs \\(\\d+ ms, compiled\\),")
        .containsPattern("Q8_0 +q8_0.mmv1, q8_0-mmq.mmq +q8_0 \\(\\d+ ms, compiled\\), q8_0-mmq ")
        .containsPattern("elements \\(\\d+ ms, compiled\\), cache \\(.*attention-f16 \\(\\d+ ms")
        .containsPattern("all modules: \\d+ ms");
    assertThat(doctor()).containsPattern("iq3_xxs \\(\\d+ ms, from the cache\\)");
    assertThat(doctor("--recompile")).containsPattern("iq3_xxs \\(\\d+ ms, compiled\\),");
    assertThat(doctor("--gpu", "disable")).doesNotContain("code for GPU");
  }
}
