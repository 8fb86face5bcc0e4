package llamajar.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import llamajar.cli.JsonTree;
import llamajar.cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {

  @Test
  void measuresPromptsAndGeneration() {
    Outcome outcome =
        Outcome.of(
            "bench", "-p", "16,32", "-n", "4", "-r", "2", "-t", "1", "--no-warmup", "--json");

    assertThat(outcome.err()).isEmpty();
    JsonTree results = JsonTree.parse(outcome.out());
    assertThat(results.elements())
        .extracting(result -> result.at("test").text())
        .containsExactly("pp16", "pp32", "tg4");
    for (JsonTree result : results.elements()) {
      assertThat(result.at("avg_ts").number()).isPositive();
      assertThat(result.at("samples_ts").elements()).hasSize(2);
      assertThat(result.at("n_threads").text()).isEqualTo("1");
      assertThat(result.at("kernels").members()).containsKey("IQ3_S");
    }
    assertThat(results.at(0).at("share_of_matrix_peak").number()).isPositive();
    assertThat(results.at(2).at("share_of_memory_bandwidth").number()).isPositive();
  }

  @Test
  void printsATableAndWhatTheSharesAreOf() {
    Outcome outcome =
        Outcome.of("bench", "-p", "0", "-n", "2", "-r", "1", "-t", "1", "--no-warmup");

    List<String> lines = outcome.out().lines().toList();
    assertThat(lines.get(0))
        .contains("model", "size", "params", "backend", "threads", "test", "t/s");
    assertThat(lines.get(1)).matches("[|:\\- ]+");
    assertThat(lines.get(2))
        .matches("\\| llama 3\\.67M IQ3_S .*\\| +tg2 \\|.* ± .*\\|.* % \\| +\\|");
    assertThat(lines.subList(0, 3)).extracting(String::length).containsOnly(lines.get(0).length());
    assertThat(outcome.out()).contains("memory with 1 threads: ").contains("kernel for IQ3_S: ");
  }

  @Test
  void failsWhenOtherKernelsRunThanExpected() {
    String[] command = {
      "bench", "-p", "0", "-n", "1", "-r", "1", "-t", "1", "--no-warmup", "--backend", "reference"
    };

    Outcome asExpected = Outcome.of(with(command, "matmul-iq3_s-f32-reference"));
    assertThat(asExpected.exitCode()).isZero();

    Outcome other = Outcome.of(with(command, "matmul-iq3_s-q16q8-avx512vbmi"));
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.out()).isEmpty();
    assertThat(other.err())
        .contains("--expect matmul-iq3_s-q16q8-avx512vbmi")
        .contains("matmul-iq3_s-f32-reference");
  }

  private static String[] with(String[] command, String kernel) {
    return Stream.concat(Arrays.stream(command), Stream.of("--expect", kernel))
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "-p 0 -n 0 | nothing to measure",
        "-p 1,x    | 'x' is not a whole number",
        "-t 0      | -t 0",
        "-r 0      | -r 0",
      })
  void refusesWhatCannotBeMeasured(String arguments, String named) {
    Outcome outcome = Outcome.of(("bench " + arguments.strip()).split(" ", -1));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains(named);
  }

  @Test
  void givesMeanAndDeviation() {
    BenchTest test = new BenchTest(BenchTest.Kind.GENERATION, 8);
    BenchResult result = new BenchResult(test, 2, List.of(9.0, 10.0, 11.0), 1, 1);

    assertThat(result.mean()).isEqualTo(10);
    assertThat(result.deviation()).isCloseTo(1, within(1e-12));
    assertThat(new BenchResult(test, 2, List.of(9.0), 1, 1).deviation()).isZero();
    assertThat(test.label()).isEqualTo("tg8");
  }

  @Test
  void countsOutputWeightsOncePerPrompt() {
    Work work = new Work(1, 100, 10, Set.of());

    assertThat(work.operations(4)).isEqualTo(2.0 * (400 + 10));
  }
}
