package llamajar.cli.tokenize;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import llamajar.cli.option.ModelOption;
import llamajar.cli.option.PromptOptions;
import llamajar.cli.option.UsageException;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.TerminalText;
import llamajar.cli.terminal.TextOutput;
import llamajar.engine.vocabulary.VocabularyReader;
import llamajar.gguf.GgufFile;
import llamajar.text.tokenizer.Tokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Turns text into token ids. Needs a vocabulary only, no weights.
@Command(
    name = "tokenize",
    description = "Turns text into token ids; a file with a vocabulary only is enough.%n",
    customSynopsis = {
      "llamajar tokenize [-m FILE] -p TEXT [--ids]",
      "       llamajar tokenize [-m FILE] --jsonl < LINES"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    optionListHeading = "Options:%n")
public final class TokenizeCommand implements Callable<Integer> {
  private final Environment environment;

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private PromptOptions prompt = new PromptOptions();

  @Option(names = "--ids", description = "print the ids only, as a JSON array")
  private boolean idsOnly;

  @Option(
      names = "--jsonl",
      description = {
        "read lines {\"text\": ..., \"add_special\": ..., \"parse_special\": ...} and write a line",
        "{\"ids\": [...]} for each; the options are --no-bos and --no-parse-special if left out"
      })
  private boolean lines;

  @Option(names = "--no-bos", description = "don't add the tokens that begin or end a text")
  private boolean plain;

  @Option(
      names = "--no-parse-special",
      description = "take spellings of special tokens as ordinary text")
  private boolean literal;

  /// The command with its options still to be read.
  public TokenizeCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    try (GgufFile file = GgufFile.open(model.path(environment))) {
      Tokenizer tokenizer = VocabularyReader.tokenizer(file);
      TextOutput out = new TextOutput(environment.out());
      if (lines) {
        new JsonLines(tokenizer, !plain, !literal, out).answerAll(environment.in());
      } else {
        show(tokenizer, out);
      }
      out.flush();
    }
    return 0;
  }

  private void show(Tokenizer tokenizer, TextOutput out) throws IOException {
    String text =
        prompt
            .read(environment)
            .orElseThrow(
                () -> new UsageException("there is no text; give it with -p TEXT or -f FILE"));
    int[] ids = tokenizer.encode(text, !plain, !literal);
    if (idsOnly) {
      out.line(Arrays.toString(ids));
      return;
    }
    for (int id : ids) {
      String piece = new String(tokenizer.piece(id, true), StandardCharsets.UTF_8);
      out.line("%7d  '%s'".formatted(id, TerminalText.oneLine(piece)));
    }
  }
}
