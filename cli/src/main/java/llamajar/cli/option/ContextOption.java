package llamajar.cli.option;

import llamajar.engine.ModelOptions;
import picocli.CommandLine.Option;

/// `-c`: how much text a session can hold.
public final class ContextOption {
  @Option(
      names = {"-c", "--ctx-size"},
      paramLabel = "N",
      description = "most tokens, prompt included (default: 0, what the model was made for)")
  private int context;

  /// The options with the context that was asked for.
  ///
  /// @throws UsageException if it is out of range
  public ModelOptions apply(ModelOptions options) {
    return options.withContextLength(Counts.inRange("-c", context, 0, Counts.MOST_TOKENS));
  }
}
