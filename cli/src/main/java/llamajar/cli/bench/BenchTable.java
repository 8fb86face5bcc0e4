package llamajar.cli.bench;

import java.util.List;
import java.util.Map;
import llamajar.cli.model.Amounts;
import llamajar.cli.terminal.OutputException;
import llamajar.cli.terminal.TerminalText;
import llamajar.cli.terminal.TextOutput;
import llamajar.gguf.TensorType;

/// A benchmark as a Markdown table: the columns of llama-bench, then the shares.
final class BenchTable {
  private static final String COLUMNS =
      "| %-22s | %10s | %8s | %-9s | %7s | %8s | %18s | %9s | %8s |";

  private BenchTable() {}

  /// Begins the table, before anything is measured.
  static void head(TextOutput out) throws OutputException {
    out.line(
        COLUMNS.formatted(
            "model",
            "size",
            "params",
            "backend",
            "threads",
            "test",
            "t/s",
            "of memory",
            "of peak"));
    out.line(
        "| ---------------------- | ---------: | -------: | --------- | ------: | -------: |"
            + " -----------------: | --------: | -------: |");
    out.flush();
  }

  /// Adds a result.
  static void row(TextOutput out, BenchSubject subject, BenchResult result) throws OutputException {
    String share = "%.0f %%".formatted(100 * result.share());
    boolean isPrompt = result.test().kind() == BenchTest.Kind.PROMPT;
    out.line(
        COLUMNS.formatted(
            TerminalText.oneLine(subject.summary().label()),
            Amounts.bytes(subject.summary().tensorBytes()),
            Amounts.count(subject.summary().weights()),
            subject.simulated() ? "simulated" : subject.backend(),
            subject.threaded() ? result.threads() : "",
            result.test().label(),
            "%.2f ± %.2f".formatted(result.mean(), result.deviation()),
            isPrompt ? "" : share,
            isPrompt ? share : ""));
    out.flush();
  }

  /// Explains what the shares are of, and what computed.
  static void notes(TextOutput out, BenchSubject subject, List<String> limits)
      throws OutputException {
    out.line("");
    if (subject.simulated()) {
      out.line("A simulated device computed: these are no results of a GPU, nor of anything else.");
    }
    for (String limit : limits) {
      out.line(limit);
    }
    for (String line : subject.execution()) {
      out.line(line);
    }
    for (Map.Entry<TensorType, String> kernel : subject.kernels().entrySet()) {
      out.line("kernel for %s: %s".formatted(kernel.getKey(), kernel.getValue()));
    }
    out.flush();
  }
}
