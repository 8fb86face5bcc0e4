package llamajar.cli.option;

import java.util.ArrayList;
import java.util.List;
import llamajar.engine.GenerationOptions;
import picocli.CommandLine.Option;

/// `-n`, `-r`, `--ignore-eos`, `--special`: when a text ends, and what is shown of it.
public final class EndOptions {
  private static final int UNTIL_CONTEXT_FULL = -2;

  @Option(
      names = {"-n", "--predict", "--n-predict"},
      paramLabel = "N",
      description =
          "most tokens to make; -1: until the text ends or the context is full (default: ${DEFAULT-VALUE})")
  private int tokens = -1;

  @Option(
      names = {"-r", "--reverse-prompt"},
      paramLabel = "TEXT",
      description = "stop before TEXT; repeatable")
  private List<String> stops = new ArrayList<>();

  @Option(names = "--ignore-eos", description = "go on after the end of the text")
  private boolean ignoresEnd;

  @Option(names = "--special", description = "show special tokens")
  private boolean showsSpecial;

  /// When to stop, and what to show.
  ///
  /// @param escapes whether the texts contain backslash escapes
  /// @throws UsageException if a number is out of range
  public GenerationOptions options(boolean escapes) {
    Counts.inRange("-n", tokens, UNTIL_CONTEXT_FULL, Integer.MAX_VALUE);
    List<String> texts = escapes ? stops.stream().map(Escapes::resolve).toList() : stops;
    if (texts.contains("")) {
      throw new UsageException("-r: an empty text can't end generation; give some text");
    }
    return new GenerationOptions(Math.max(-1, tokens), texts, ignoresEnd, showsSpecial);
  }
}
