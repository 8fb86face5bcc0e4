package llamajar.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import llamajar.cli.terminal.Environment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `-p`, `-f`, `-e`: the text to start from.
public final class PromptOptions {
  @Option(
      names = {"-p", "--prompt"},
      paramLabel = "TEXT",
      description = "text to continue")
  private @Nullable String prompt;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "file with the text to continue, without its last line end")
  private @Nullable Path file;

  @Option(
      names = {"-e", "--escape"},
      description = "resolve \\n, \\t, \\\", \\\\ and the like in texts given as options")
  private boolean escape;

  /// Whether texts given as options contain backslash escapes.
  public boolean escapes() {
    return escape;
  }

  /// The prompt: as an option, from a file, or from standard input if that is no terminal. Empty if
  /// there is none.
  ///
  /// @throws IOException if it can't be read
  /// @throws UsageException if it is given twice
  public Optional<String> read(Environment environment) throws IOException {
    if (prompt != null && file != null) {
      throw new UsageException("-p and -f: give the prompt in one of the two ways");
    }
    if (prompt != null) {
      return Optional.of(escape ? Escapes.resolve(prompt) : prompt);
    }
    if (file != null) {
      return Optional.of(withoutLastLineEnd(Utf8Text.read(file)));
    }
    if (environment.inIsTerminal()) {
      return Optional.empty();
    }
    byte[] piped = environment.in().readAllBytes();
    return piped.length == 0
        ? Optional.empty()
        : Optional.of(withoutLastLineEnd(Utf8Text.decode(piped, "standard input")));
  }

  private static String withoutLastLineEnd(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
