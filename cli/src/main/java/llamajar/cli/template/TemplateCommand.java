package llamajar.cli.template;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.concurrent.Callable;
import llamajar.cli.chat.ChatOptions;
import llamajar.cli.option.ModelOption;
import llamajar.cli.option.UsageException;
import llamajar.cli.option.Utf8Text;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.TextOutput;
import llamajar.engine.chat.ModelChat;
import llamajar.engine.vocabulary.VocabularyReader;
import llamajar.gguf.GgufFile;
import llamajar.text.chat.ChatTemplate;
import llamajar.text.template.Template;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.tokenizer.SpecialToken;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows a chat template, or renders conversations with it.
@Command(
    name = "template",
    description = "Shows a model's chat template, or renders conversations with it.%n",
    customSynopsis = {
      "llamajar template [-m FILE | --template-file FILE | --chat-template NAME]",
      "       llamajar template [...] --jsonl [LINES]"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    optionListHeading = "Options:%n")
public final class TemplateCommand implements Callable<Integer> {
  private final Environment environment;

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private ChatOptions chat = new ChatOptions();

  @Option(
      names = "--template-file",
      paramLabel = "FILE",
      description = "use the Jinja template in a file; no model is needed then")
  private @Nullable Path templateFile;

  @Option(
      names = "--jsonl",
      description = {
        "read lines {\"messages\", \"tools\", \"add_generation_prompt\", \"bos_token\", \"eos_token\",",
        "\"kwargs\", \"time\"} and write a line {\"text\"} or {\"error\"} for each"
      })
  private boolean lines;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      description = "what the template takes for now, as 2025-03-09T14:05:06 (default: now)")
  private @Nullable String time;

  @Parameters(
      arity = "0..1",
      paramLabel = "LINES",
      description = "file with the lines (default: standard input)")
  private @Nullable Path input;

  /// The command with its options still to be read.
  public TemplateCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    TextOutput out = new TextOutput(environment.out());
    if (templateFile != null) {
      answer(Utf8Text.read(templateFile), templateFile.toString(), "", "", out);
    } else {
      try (GgufFile file = GgufFile.open(model.path(environment))) {
        ChatTemplate template =
            chat.template(file)
                .orElseThrow(() ->
                    new IOException(
                        "%s: has no chat template; name a built-in one with --chat-template"
                            .formatted(file.path())));
        ModelChat tokens = new ModelChat(template, VocabularyReader.tokenizer(file));
        answer(
            template.source(),
            file.path() + ": the chat template",
            tokens.spelling(SpecialToken.BOS),
            tokens.spelling(SpecialToken.EOS),
            out);
      }
    }
    out.flush();
    return 0;
  }

  private void answer(String source, String place, String bos, String eos, TextOutput out)
      throws IOException {
    if (!lines) {
      out.print(source);
      out.endLine();
      return;
    }
    Template template;
    try {
      template = Template.parse(source);
    } catch (TemplateException e) {
      throw new IOException(place + ": " + e.getMessage(), e);
    }
    TemplateLines answers = new TemplateLines(template, bos, eos, now(), out);
    if (input == null) {
      answers.answerAll(environment.in(), "standard input");
    } else {
      try (InputStream file = Files.newInputStream(input)) {
        answers.answerAll(file, input.toString());
      }
    }
  }

  private ZonedDateTime now() {
    return time == null ? ZonedDateTime.now(ZoneId.systemDefault()) : time("--time", time);
  }

  /// A time as it is written in options and lines.
  ///
  /// @throws UsageException if it is none
  static ZonedDateTime time(String place, String text) {
    try {
      return LocalDateTime.parse(text).atZone(ZoneId.systemDefault());
    } catch (DateTimeException e) {
      throw new UsageException(
          "%s: '%s' is no time; write it as 2025-03-09T14:05:06".formatted(place, text));
    }
  }
}
