package llamajar.cli.logits;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.IntPredicate;
import llamajar.cli.numbers.FloatFile;
import llamajar.cli.numbers.TokenFile;
import llamajar.cli.option.BackendOption;
import llamajar.cli.option.BatchOptions;
import llamajar.cli.option.CacheTypeOptions;
import llamajar.cli.option.GpuOptions;
import llamajar.cli.option.ModelOption;
import llamajar.cli.option.ThreadOptions;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.StatusLine;
import llamajar.engine.ContextFullException;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.engine.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Writes what a model computes for given tokens.
@Command(
    name = "logits",
    description =
        "Writes a model's logits for given tokens as little-endian float32 [positions x vocabulary].%n",
    customSynopsis = "llamajar logits [-m FILE] --tokens FILE.json -o OUT.f32 [OPTION...]",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    optionListHeading = "Options:%n")
public final class LogitsCommand implements Callable<Integer> {
  private final Environment environment;

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--tokens",
      required = true,
      paramLabel = "FILE",
      description = "token ids as a JSON array; - for standard input")
  private String tokenFile = "";

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "where to write")
  private Path output = Path.of("");

  @Option(
      names = "--positions",
      paramLabel = "WHICH",
      description =
          "whose logits: all, last, or rising numbers such as 0,4,8 (default: ${DEFAULT-VALUE})")
  private String positions = "all";

  @Option(
      names = "--one-at-a-time",
      description = "read each token on its own, as when generating, instead of in batches")
  private boolean oneAtATime;

  @Mixin private ThreadOptions threads = new ThreadOptions();
  @Mixin private BatchOptions batch = new BatchOptions();
  @Mixin private CacheTypeOptions cacheType = new CacheTypeOptions();
  @Mixin private BackendOption backend = new BackendOption();
  @Mixin private GpuOptions gpu = new GpuOptions();

  /// The command with its options still to be read.
  public LogitsCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, ContextFullException {
    ModelOptions options =
        backend.apply(cacheType.apply(batch.apply(threads.apply(ModelOptions.defaults()))));
    int[] tokens = TokenFile.read(tokenFile, environment);
    Positions wanted = Positions.parse(positions, tokens.length);
    try (LlamaModel opened =
            LlamaModel.open(
                model.path(environment),
                options.withContextLength(tokens.length),
                gpu.provider(environment));
        Session session = opened.newSession();
        StatusLine status = new StatusLine(environment);
        FloatFile file = FloatFile.create(output)) {
      TokenFile.requireInVocabulary(tokens, opened.vocabularySize(), tokenFile);
      read(session, tokens, wanted::contains, file, status);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return 0;
  }

  private void read(
      Session session, int[] tokens, IntPredicate wanted, FloatFile file, StatusLine status)
      throws ContextFullException {
    Session.LogitsListener listener =
        (position, logits) -> {
          try {
            file.append(logits);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    Session.Progress progress =
        (done, total) -> {
          status.show("reading", oneAtATime ? session.length() : done, tokens.length);
          return true;
        };
    if (!oneAtATime) {
      session.read(tokens, wanted, listener, progress);
      return;
    }
    for (int token : tokens) {
      session.read(new int[] {token}, wanted, listener, progress);
    }
  }
}
