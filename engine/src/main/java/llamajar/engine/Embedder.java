package llamajar.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import llamajar.compute.Executable;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.compute.StateLayer;
import llamajar.compute.UnsupportedOpException;
import llamajar.engine.architecture.Architecture;
import llamajar.engine.architecture.Architectures;
import llamajar.engine.architecture.Pooling;
import llamajar.engine.source.ModelException;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.GgufFile;
import llamajar.text.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/// Turns texts into embeddings: vectors that lie close to each other if the texts mean similar
/// things. Thread-safe; threads take turns at computing.
///
///     try (Embedder embedder = Embedder.open(path, ModelOptions.defaults(), null)) {
///       float[] vector = Embedder.normalized(embedder.embed(embedder.tokens("some text")));
///     }
public final class Embedder implements AutoCloseable {
  private final GgufFile file;
  private final LazyTokenizer tokenizer;
  private final Pooling pooling;
  private final boolean poolingAssumed;
  private final int contextLength;
  private final int vocabularySize;
  private final int width;
  private final boolean ownsFile;
  private final Executable executable;
  private final PooledReading reading;

  private Embedder(
      GgufFile file,
      LazyTokenizer tokenizer,
      ModelOptions options,
      Architecture architecture,
      ModelSource source,
      @Nullable Pooling wanted,
      boolean ownsFile)
      throws IOException {
    this.file = file;
    this.tokenizer = tokenizer;
    this.ownsFile = ownsFile;
    Optional<Pooling> stated = statedPooling(source);
    poolingAssumed = wanted == null && stated.isEmpty();
    pooling = wanted != null ? wanted : stated.orElse(Pooling.MEAN);
    int trainedContextLength = source.size("context_length");
    contextLength =
        options.contextLength() == 0
            ? trainedContextLength
            : Math.min(options.contextLength(), trainedContextLength);
    Program program = architecture.embedding(source, pooling);
    vocabularySize = vocabularySize(program);
    width = program.logits().width();
    // Every token of an encoder sees the whole text, which must be one batch.
    int rows =
        architecture.generates() ? Math.min(options.batchLength(), contextLength) : contextLength;
    executable = BackendProvider.CPU.backendFor(program, options).compile(program, rows);
    int blocks = 2 * KvStore.blocksFor(contextLength);
    KvStore store = executable.newStore(KvType.F32, blocks);
    KvPool pool =
        new KvPool(
            store,
            blocks,
            KvPool.window(program),
            new StatePool(store, StateLayer.bytesFor(program), 1, 0));
    reading = new PooledReading(executable, pool, pooling, width);
  }

  /// Opens a model to make embeddings only. Weights are mapped, not read.
  ///
  /// @param pooling null: what the file says, or else the mean
  /// @throws IOException if the file can't be opened, is not a model, or can't be used so; the
  ///   message is one line for the user
  public static Embedder open(Path path, ModelOptions options, @Nullable Pooling pooling)
      throws IOException {
    GgufFile file = GgufFile.open(path);
    try {
      return make(file, new LazyTokenizer(file), options, pooling, true);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /// Whether a model makes embeddings or scores only and can't generate text.
  ///
  /// @throws IOException if the file can't be opened, or is of an unsupported architecture
  public static boolean isEncoder(Path path) throws IOException {
    try (GgufFile file = GgufFile.open(path)) {
      return !Architectures.of(new ModelSource(file, 0)).generates();
    }
  }

  /// Makes embeddings from a file that somebody else closes.
  static Embedder of(
      GgufFile file, LazyTokenizer tokenizer, ModelOptions options, @Nullable Pooling pooling)
      throws IOException {
    return make(file, tokenizer, options, pooling, false);
  }

  private static Embedder make(
      GgufFile file,
      LazyTokenizer tokenizer,
      ModelOptions options,
      @Nullable Pooling pooling,
      boolean ownsFile)
      throws IOException {
    ModelSource source = new ModelSource(file, options.contextLength());
    Architecture architecture = Architectures.of(source);
    try {
      return new Embedder(file, tokenizer, options, architecture, source, pooling, ownsFile);
    } catch (IllegalArgumentException | ArithmeticException | UnsupportedOpException e) {
      throw new ModelException("%s: %s".formatted(file.path(), e.getMessage()));
    }
  }

  private static Optional<Pooling> statedPooling(ModelSource source) throws IOException {
    Optional<Integer> stated = source.optionalCount("pooling_type");
    if (stated.isEmpty()) {
      return Optional.empty();
    }
    int number = stated.get();
    Optional<Pooling> pooling = Pooling.numbered(number);
    if (pooling.isEmpty()) {
      throw new ModelException(
          "%s: the key %s.pooling_type is %d; 0 to %d are known"
              .formatted(
                  source.path(), source.architecture(), number, Pooling.values().length - 1));
    }
    return pooling;
  }

  private static int vocabularySize(Program program) {
    for (Op op : program.ops()) {
      if (op instanceof Op.Embed embed) {
        return Math.toIntExact(embed.table().shape().rowCount());
      }
    }
    throw new IllegalArgumentException("the model has no embedding of tokens");
  }

  /// The model's file.
  public GgufFile file() {
    return file;
  }

  /// How tokens become one vector.
  public Pooling pooling() {
    return pooling;
  }

  /// Whether neither the caller nor the file says how to pool, so that the mean is taken: the model
  /// was probably not made for embeddings.
  public boolean poolingIsAssumed() {
    return poolingAssumed;
  }

  /// Length of a vector; 1 for scores.
  public int width() {
    return width;
  }

  /// Most tokens of a text.
  public int contextLength() {
    return contextLength;
  }

  /// Number of tokens that the model knows.
  public int vocabularySize() {
    return vocabularySize;
  }

  /// The tokens of a text, with those around it that the model wants.
  ///
  /// @throws IOException if the file has no usable tokenizer
  public int[] tokens(String text) throws IOException {
    return tokenizer().encode(text, true, true);
  }

  /// The tokens of a query and a document, for a score.
  ///
  /// @throws IOException if the file has no usable tokenizer
  public int[] tokens(String query, String document) throws IOException {
    int[] first = tokens(query);
    int[] second = tokens(document);
    // `[CLS] query [SEP] document [SEP]`: the document needs no beginning of its own.
    int skipped =
        first.length > 0 && second.length > 0 && first[0] == second[0] && second.length > 1 ? 1 : 0;
    int[] pair = java.util.Arrays.copyOf(first, first.length + second.length - skipped);
    System.arraycopy(second, skipped, pair, first.length, second.length - skipped);
    return pair;
  }

  /// Its tokenizer, made when it is first asked for.
  ///
  /// @throws IOException if the file has none, or one of an unsupported kind
  public Tokenizer tokenizer() throws IOException {
    Tokenizer made = tokenizer.get();
    if (made.vocabulary().size() > vocabularySize) {
      throw new ModelException(
          "%s: the vocabulary has %d tokens, but the embedding only %d rows"
              .formatted(file.path(), made.vocabulary().size(), vocabularySize));
    }
    return made;
  }

  /// The vector of a text, as the model makes it.
  ///
  /// @param tokens 1 to [#contextLength()]
  /// @throws ContextFullException if there are more
  /// @throws IllegalStateException if the pooling is [Pooling#NONE], which gives several
  public float[] embed(int[] tokens) throws ContextFullException {
    return embedAll(List.of(tokens)).getFirst();
  }

  /// The vectors of several texts, which are computed together as far as they fit.
  ///
  /// @throws ContextFullException if one has more than [#contextLength()] tokens
  /// @throws IllegalStateException if the pooling is [Pooling#NONE]
  public List<float[]> embedAll(List<int[]> texts) throws ContextFullException {
    if (pooling == Pooling.NONE) {
      throw new IllegalStateException("without pooling, a text has a vector for each token");
    }
    texts.forEach(this::check);
    synchronized (executable) {
      return reading.pooled(requireFitting(texts));
    }
  }

  /// The vectors of all tokens of a text, whatever the pooling.
  ///
  /// @throws ContextFullException if there are more than [#contextLength()]
  public List<float[]> embedTokens(int[] tokens) throws ContextFullException {
    check(tokens);
    synchronized (executable) {
      return reading.each(requireFitting(List.of(tokens)).getFirst());
    }
  }

  /// A vector divided by its length; zeros stay.
  public static float[] normalized(float[] vector) {
    double squares = 0;
    for (float x : vector) {
      squares += (double) x * x;
    }
    double factor = squares == 0 ? 0 : 1 / Math.sqrt(squares);
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] * factor);
    }
    return unit;
  }

  private List<int[]> requireFitting(List<int[]> texts) throws ContextFullException {
    for (int[] tokens : texts) {
      if (tokens.length > contextLength) {
        throw new ContextFullException(
            "a text of %d tokens does not fit in the context of %d"
                .formatted(tokens.length, contextLength));
      }
    }
    return texts;
  }

  private void check(int[] tokens) {
    if (tokens.length == 0) {
      throw new IllegalArgumentException("a text without tokens has no embedding");
    }
    for (int token : tokens) {
      if (token < 0 || token >= vocabularySize) {
        throw new IllegalArgumentException(
            "token %d is not in the vocabulary of %d".formatted(token, vocabularySize));
      }
    }
  }

  /// Gives memory and threads back, and the file if it was opened for this.
  @Override
  public void close() {
    synchronized (executable) {
      reading.close();
      executable.close();
      if (ownsFile) {
        tokenizer.awaitEnd();
        file.close();
      }
    }
  }
}
