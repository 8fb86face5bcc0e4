package llamajar.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import llamajar.cli.JsonTree;
import llamajar.cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {

  @Test
  void measuresPromptsAndGeneration() {
    Outcome outcome =
        Outcome.of("bench", "-p", "16,32", "-n", "4", "-r", "2", "-t", "1", "--no-warmup", "--json");

    assertThat(outcome.err()).isEmpty();
    List<?> results = (List<?>) JsonTree.parse(outcome.out());
    assertThat(results)
        .extracting(result -> ((Map<?, ?>) result).get("test"))
        .containsExactly("pp16", "pp32", "tg4");
    for (Object each : results) {
      Map<?, ?> result = (Map<?, ?>) each;
      assertThat((Double) result.get("avg_ts")).isPositive();
      assertThat((List<?>) result.get("samples_ts")).hasSize(2);
      assertThat(result.get("n_threads")).isEqualTo(1L);
      assertThat((Map<?, ?>) result.get("kernels")).containsKey("IQ3_S");
    }
    assertThat((Double) ((Map<?, ?>) results.get(0)).get("share_of_matrix_peak")).isPositive();
    assertThat((Double) ((Map<?, ?>) results.get(2)).get("share_of_memory_bandwidth")).isPositive();
  }

  @Test
  void printsATableAndWhatTheSharesAreOf() {
    Outcome outcome = Outcome.of("bench", "-p", "0", "-n", "2", "-r", "1", "-t", "1", "--no-warmup");

    List<String> lines = outcome.out().lines().toList();
    assertThat(lines.get(0)).contains("model", "size", "params", "backend", "threads", "test", "t/s");
    assertThat(lines.get(1)).matches("[|:\\- ]+");
    assertThat(lines.get(2)).matches("\\| llama 3\\.67M IQ3_S .*\\| +tg2 \\|.* ± .*\\|.* % \\| +\\|");
    assertThat(lines.subList(0, 3)).extracting(String::length).containsOnly(lines.get(0).length());
    assertThat(outcome.out()).contains("memory with 1 threads: ").contains("kernel for IQ3_S: ");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
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
    BenchResult result = new BenchResult(test, 2, new double[] {9, 10, 11}, 1, 1);

    assertThat(result.mean()).isEqualTo(10);
    assertThat(result.deviation()).isCloseTo(1, within(1e-12));
    assertThat(new BenchResult(test, 2, new double[] {9}, 1, 1).deviation()).isZero();
    assertThat(test.label()).isEqualTo("tg8");
  }

  @Test
  void countsOutputWeightsOncePerPrompt() {
    Work work = new Work(1, 100, 10, Set.of());

    assertThat(work.operations(4)).isEqualTo(2.0 * (400 + 10));
  }
}
