package llamajar.cli.option;

import llamajar.engine.ModelOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `-b`, `-ub`: how many tokens of a prompt are computed together.
///
/// llama.cpp tells tokens that are handed over together (`-b`) from those computed together
/// (`-ub`). Here they are the same, so the smaller of the two counts.
public final class BatchOptions {
  @Option(
      names = {"-b", "--batch-size"},
      paramLabel = "N",
      description = "the same as -ub; the smaller one counts")
  private @Nullable Integer batch;

  @Option(
      names = {"-ub", "--ubatch-size"},
      paramLabel = "N",
      description = "most tokens of a prompt that are computed together (default: 512)")
  private @Nullable Integer microBatch;

  /// The options with the batches that were asked for.
  ///
  /// @throws UsageException if a number is out of range
  public ModelOptions apply(ModelOptions options) {
    int length = options.batchLength();
    if (microBatch != null) {
      length = Counts.inRange("-ub", microBatch, 1, Counts.MOST_TOKENS);
      if (batch != null) {
        length = Math.min(length, Counts.inRange("-b", batch, 1, Counts.MOST_TOKENS));
      }
    } else if (batch != null) {
      length = Math.min(length, Counts.inRange("-b", batch, 1, Counts.MOST_TOKENS));
    }
    return options.withBatchLength(length);
  }
}
