package llamajar.cli.perplexity;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import llamajar.cli.option.BackendOption;
import llamajar.cli.option.BatchOptions;
import llamajar.cli.option.CacheTypeOptions;
import llamajar.cli.option.GpuOptions;
import llamajar.cli.option.ModelOption;
import llamajar.cli.option.ThreadOptions;
import llamajar.cli.option.Utf8Text;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.Interrupt;
import llamajar.cli.terminal.StatusLine;
import llamajar.cli.terminal.TextOutput;
import llamajar.engine.ContextFullException;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.engine.Session;
import llamajar.text.tokenizer.SpecialToken;
import llamajar.text.tokenizer.Tokenizer;
import llamajar.text.tokenizer.VocabularyFlag;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Measures how well a model predicts a text.
@Command(
    name = "perplexity",
    description = "Measures how well a model predicts a text.%n",
    customSynopsis = "llamajar perplexity [-m FILE] -f TEXTFILE [-c N] [--stride N] [OPTION...]",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    optionListHeading = "Options:%n")
public final class PerplexityCommand implements Callable<Integer> {
  private static final int DEFAULT_WINDOW = 512;

  private final Environment environment;

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "the text, in UTF-8")
  private Path file = Path.of("");

  @Option(
      names = {"-c", "--ctx-size"},
      paramLabel = "N",
      description = {
        "tokens in a window; the text is cut into such windows, and the second half",
        "of each is scored (default: 512, or what the model can have)"
      })
  private int window;

  @Option(
      names = {"--stride", "--ppl-stride"},
      paramLabel = "N",
      description = {
        "begin windows N tokens after each other and score the last N tokens of each;",
        "slower and better for the model (default: windows follow each other)"
      })
  private int stride;

  @Mixin private ThreadOptions threads = new ThreadOptions();
  @Mixin private BatchOptions batch = new BatchOptions();
  @Mixin private CacheTypeOptions cacheType = new CacheTypeOptions();
  @Mixin private BackendOption backend = new BackendOption();
  @Mixin private GpuOptions gpu = new GpuOptions();

  /// The command with its options still to be read.
  public PerplexityCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, ContextFullException {
    if (window != 0) {
      windows(window);
    }
    String text = Utf8Text.read(file);
    ModelOptions options =
        backend.apply(cacheType.apply(batch.apply(threads.apply(ModelOptions.defaults()))));
    try (Interrupt interrupt = Interrupt.listen();
        LlamaModel opened =
            LlamaModel.openForText(
                model.path(environment),
                options.withContextLength(window),
                gpu.provider(environment));
        Session session = opened.newSession();
        StatusLine status = new StatusLine(environment)) {
      Windows windows =
          windows(Math.min(opened.contextLength(), window == 0 ? DEFAULT_WINDOW : window));
      int[] tokens = opened.tokenizer().encode(text, true, false);
      requireOneWindow(windows, tokens.length);
      score(
          new WindowReader(session, windows, startToken(opened.tokenizer())),
          tokens,
          interrupt,
          status);
      return interrupt.requested() ? Interrupt.EXIT_CODE : 0;
    }
  }

  private void score(WindowReader reader, int[] tokens, Interrupt interrupt, StatusLine status)
      throws IOException, ContextFullException {
    TextOutput out = new TextOutput(environment.out());
    Score score = new Score();
    int count = reader.windows().count(tokens.length);
    out.line(
        "%d tokens in %d windows of %d, %d scored in each"
            .formatted(
                tokens.length,
                count,
                reader.windows().length(),
                reader.windows().length() - reader.windows().firstScored()));
    out.flush();
    for (int i = 0; i < count && !interrupt.requested(); i++) {
      status.show("window", i, count);
      int from = i * reader.windows().step();
      reader.read(Arrays.copyOfRange(tokens, from, from + reader.windows().length()), score);
      status.clear();
      out.print("[%d]%.4f,".formatted(i + 1, score.perplexity()));
      out.flush();
    }
    out.endLine();
    if (score.count() > 0) {
      out.line(
          "perplexity %.4f +/- %.4f over %d tokens"
              .formatted(score.perplexity(), score.error(), score.count()));
    }
    out.flush();
  }

  private Windows windows(int length) {
    return stride == 0 ? Windows.halves(length) : Windows.strided(length, stride);
  }

  private void requireOneWindow(Windows windows, int tokens) throws IOException {
    if (windows.count(tokens) == 0) {
      throw new IOException(
          "%s: has %d tokens, too few for one window of %d; give a longer text or a smaller -c"
              .formatted(file, tokens, windows.length()));
    }
  }

  private static OptionalInt startToken(Tokenizer tokenizer) {
    return tokenizer.vocabulary().is(VocabularyFlag.ADD_BOS)
        ? tokenizer.vocabulary().special(SpecialToken.BOS)
        : OptionalInt.empty();
  }
}
