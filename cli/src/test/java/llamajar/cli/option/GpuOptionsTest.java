package llamajar.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import llamajar.cli.Outcome;
import llamajar.cuda.driver.DriverLookup;
import llamajar.cuda.libcuda.LibCuda;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuOptionsTest {
  private static Outcome run(String... options) {
    String[] all = new String[options.length + 5];
    System.arraycopy(options, 0, all, 0, options.length);
    System.arraycopy(new String[] {"--raw", "-p", "Once", "-n", "1"}, 0, all, options.length, 5);
    return Outcome.of(all);
  }

  @ParameterizedTest
  @CsvSource({
    "--gpu metal, 'there is no such mode; choose auto, nvidia or disable'",
    "-sm row, matrices are not split over GPUs; use -sm layer",
    "-sm column, there is no such mode; choose none or layer",
    "-sm none -ts 1, '-ts divides layers among GPUs, which -sm none excludes'",
    "'-ts 1,x', 'give a proportion for each GPU, as 3,1'",
    "-ts 0, 'give a proportion for each GPU, as 3,1'",
    "-ngl -2, 'give a number of layers, all or auto'",
    "-ngl many, 'give a number of layers, all or auto'",
  })
  void whatThereIsNotIsWrongUse(String options, String message) {
    Outcome outcome = run(options.split(" ", -1));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains(message);
  }

  @Test
  void compilingAnewAndNotAtAllExcludeEachOther() {
    Outcome outcome = run("--recompile", "--nocompile");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("--recompile and --nocompile exclude each other");
  }

  @Test
  void iqIsAlwaysOn() {
    Outcome outcome = run("--iq", "--gpu", "disable");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).contains("--iq: IQ types are always on");
  }

  @Test
  void aGpuThatIsAskedForAndNotThereIsAnErrorWithTheReason() {
    requireNoDriver();
    Outcome outcome = run("--gpu", "nvidia");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("--gpu nvidia: no NVIDIA driver is installed");
  }

  @Test
  void layersThatAreAskedForAndNotOnAGpuAreTold() {
    requireNoDriver();
    Outcome outcome = run("-ngl", "99");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).contains("runs on the CPU: no NVIDIA driver is installed");
    assertThat(run().err()).doesNotContain("runs on the CPU");
  }

  private static void requireNoDriver() {
    assumeTrue(LibCuda.find() instanceof DriverLookup.Absent, "this machine has a driver");
  }
}
