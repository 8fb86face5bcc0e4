package llamajar.cli.embed;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import llamajar.cli.numbers.FloatFile;
import llamajar.cli.numbers.TokenFile;
import llamajar.cli.option.BackendOption;
import llamajar.cli.option.BatchOptions;
import llamajar.cli.option.ContextOption;
import llamajar.cli.option.ModelOption;
import llamajar.cli.option.PoolingOption;
import llamajar.cli.option.PromptOptions;
import llamajar.cli.option.ThreadOptions;
import llamajar.cli.option.UsageException;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.TextOutput;
import llamajar.engine.ContextFullException;
import llamajar.engine.Embedder;
import llamajar.engine.ModelOptions;
import llamajar.engine.architecture.Pooling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Turns a text into a vector.
@Command(
    name = "embed",
    description = "Turns a text into a vector, or a query and a document into a score.%n",
    customSynopsis = "llamajar embed -m FILE (-p TEXT | -f FILE | --tokens FILE.json) [OPTION...]",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    optionListHeading = "Options:%n",
    footer = {
      "",
      "To rank (--pooling rank), give query and document as one text with a tab between them."
    })
public final class EmbedCommand implements Callable<Integer> {
  private static final String QUERY_END = "\t";

  private final Environment environment;

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private PromptOptions text = new PromptOptions();

  @Option(
      names = "--tokens",
      paramLabel = "FILE",
      description = "token ids as a JSON array instead of a text; - for standard input")
  private @Nullable String tokenFile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "write little-endian float32 [vectors x width], as the model makes them, instead of"
              + " showing vectors of length 1 as JSON")
  private @Nullable Path output;

  @Mixin private PoolingOption pooling = new PoolingOption();
  @Mixin private ContextOption context = new ContextOption();
  @Mixin private ThreadOptions threads = new ThreadOptions();
  @Mixin private BatchOptions batch = new BatchOptions();
  @Mixin private BackendOption backend = new BackendOption();

  /// The command with its options still to be read.
  public EmbedCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, ContextFullException {
    ModelOptions options =
        backend.apply(batch.apply(threads.apply(context.apply(ModelOptions.defaults()))));
    try (Embedder embedder = Embedder.open(model.path(environment), options, pooling.chosen())) {
      int[] tokens = tokens(embedder);
      if (embedder.poolingIsAssumed()) {
        environment
            .err()
            .println("the model names no pooling: taking the mean; choose with --pooling");
      }
      write(vectors(embedder, tokens), embedder.pooling());
    }
    return 0;
  }

  private int[] tokens(Embedder embedder) throws IOException {
    if (tokenFile != null) {
      int[] tokens = TokenFile.read(tokenFile, environment);
      TokenFile.requireInVocabulary(tokens, embedder.vocabularySize(), tokenFile);
      return tokens;
    }
    String given =
        text.read(environment)
            .orElseThrow(() ->
                new UsageException(
                    "there is no text; give one with -p TEXT, -f FILE or --tokens FILE"));
    int[] tokens = tokens(embedder, given);
    if (tokens.length == 0) {
      throw new UsageException("the text is empty, and this model adds no tokens; give some text");
    }
    return tokens;
  }

  private static int[] tokens(Embedder embedder, String given) throws IOException {
    if (embedder.pooling() != Pooling.RANK) {
      return embedder.tokens(given);
    }
    int end = given.indexOf(QUERY_END);
    if (end < 0) {
      throw new UsageException(
          "a score needs a query and a document: give both with a tab between them (-e resolves \\t)");
    }
    return embedder.tokens(given.substring(0, end), given.substring(end + 1));
  }

  private static List<float[]> vectors(Embedder embedder, int[] tokens)
      throws ContextFullException {
    return embedder.pooling() == Pooling.NONE
        ? embedder.embedTokens(tokens)
        : List.of(embedder.embed(tokens));
  }

  private void write(List<float[]> vectors, Pooling made) throws IOException {
    if (output == null) {
      show(vectors, made);
      return;
    }
    try (FloatFile file = FloatFile.create(output)) {
      for (float[] vector : vectors) {
        MemorySegment numbers = MemorySegment.ofArray(vector);
        file.append(numbers);
      }
    }
  }

  /// One JSON array a line. A score has no length to make 1.
  private void show(List<float[]> vectors, Pooling made) throws IOException {
    TextOutput out = new TextOutput(environment.out());
    for (float[] vector : vectors) {
      float[] shown = made == Pooling.RANK ? vector : Embedder.normalized(vector);
      out.print(Arrays.toString(shown) + "\n");
    }
    out.flush();
  }
}
