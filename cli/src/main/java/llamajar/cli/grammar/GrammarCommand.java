package llamajar.cli.grammar;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import llamajar.cli.json.JsonLineReader;
import llamajar.cli.json.JsonValues;
import llamajar.cli.option.UsageException;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.TextOutput;
import llamajar.text.grammar.Grammar;
import llamajar.text.grammar.GrammarMatcher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Says which texts a grammar accepts. Needs no model.
@Command(
    name = "grammar",
    description = "Says which texts a grammar or a JSON schema accepts.%n",
    customSynopsis = {
      "llamajar grammar --grammar-file FILE --jsonl < LINES",
      "       llamajar grammar --json-schema-file FILE --jsonl < LINES"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    optionListHeading = "Options:%n")
public final class GrammarCommand implements Callable<Integer> {
  private final Environment environment;

  @Mixin private GrammarOptions grammarOptions = new GrammarOptions();

  @Option(
      names = "--jsonl",
      description = {
        "read lines {\"text\": ...} and write a line {\"accepts\": ...} for each: full if the text"
            + " is",
        "in the language, prefix if a longer text is, reject if none is that begins so"
      })
  private boolean lines;

  /// The command with its options still to be read.
  public GrammarCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    Grammar grammar =
        grammarOptions
            .read()
            .orElseThrow(() ->
                new UsageException(
                    "there is no grammar; give one with --grammar-file FILE or --json-schema-file"
                        + " FILE"));
    TextOutput out = new TextOutput(environment.out());
    if (!lines) {
      out.line("the grammar can be used; --jsonl asks it about texts");
      out.flush();
      return 0;
    }
    new JsonLineReader(environment.in())
        .forEach((line, source) -> out.line(answer(grammar, text(line, source))), out::flush);
    out.flush();
    return 0;
  }

  private static String text(String line, String source) throws IOException {
    if (JsonValues.parse(line, source) instanceof Map<?, ?> question
        && question.get("text") instanceof String text) {
      return text;
    }
    throw new IOException(source + ": an object with a string \"text\" was expected");
  }

  private static String answer(Grammar grammar, String text) {
    GrammarMatcher matcher = grammar.matcher();
    boolean begins = matcher.accept(text);
    String accepts = !begins ? "reject" : matcher.isComplete() ? "full" : "prefix";
    return "{\"accepts\":\"" + accepts + "\"}";
  }
}
