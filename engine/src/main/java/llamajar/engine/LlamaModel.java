package llamajar.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import llamajar.compute.Backend;
import llamajar.compute.BackendException;
import llamajar.compute.CacheLayer;
import llamajar.compute.Executable;
import llamajar.compute.KvStore;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.compute.StateLayer;
import llamajar.compute.UnsupportedOpException;
import llamajar.engine.architecture.Architecture;
import llamajar.engine.architecture.Architectures;
import llamajar.engine.architecture.Pooling;
import llamajar.engine.sampling.DryBreakers;
import llamajar.engine.sampling.SamplerChain;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.source.ModelException;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.GgufFile;
import llamajar.text.grammar.Grammar;
import llamajar.text.grammar.TokenConstraint;
import llamajar.text.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/// An open model. Immutable apart from the sessions it gives out; any thread may use it.
public final class LlamaModel implements AutoCloseable {
  private final GgufFile file;
  private final ModelOptions options;
  private final Program program;
  private final Backend backend;
  private final Executable executable;
  private final KvPool pool;
  private final int trainedContextLength;
  private final int contextLength;
  private final LazyTokenizer tokenizer;
  private final LazyTokenTrie tokenTrie = new LazyTokenTrie();

  private LlamaModel(
      GgufFile file,
      LazyTokenizer tokenizer,
      ModelOptions options,
      Program program,
      Backend backend,
      int trainedContextLength) {
    this.file = file;
    this.tokenizer = tokenizer;
    this.options = options;
    this.program = program;
    this.backend = backend;
    this.trainedContextLength = trainedContextLength;
    contextLength = options.contextLength() == 0 ? trainedContextLength : options.contextLength();
    executable = backend.compile(program, Math.min(options.batchLength(), contextLength));
    CacheSize size = CacheSize.of(program, options.withContextLength(contextLength));
    int checkpoints = Math.multiplyExact(Checkpoints.MOST, options.sessions());
    try {
      KvStore store = executable.newStore(options.kvType(), size.blocks(), size.windowBlocks());
      StatePool states =
          new StatePool(store, StateLayer.bytesFor(program), options.sessions(), checkpoints);
      pool = new KvPool(store, size.windowBlocks(), KvPool.window(program), states);
    } catch (RuntimeException | Error e) {
      executable.close();
      throw e;
    }
  }

  /// Opens a model. Weights are mapped, not read.
  ///
  /// @throws IOException if the file can't be opened, is not a model, is of an unsupported
  ///   architecture, or does not fit the options; the message is one line for the user
  public static LlamaModel open(Path path, ModelOptions options) throws IOException {
    return open(path, options, BackendProvider.CPU);
  }

  /// Opens a model that is executed by what a provider chooses.
  ///
  /// @throws IOException as [#open(Path, ModelOptions)], or if the provider can't do what was asked
  public static LlamaModel open(Path path, ModelOptions options, BackendProvider provider)
      throws IOException {
    GgufFile file = GgufFile.open(path);
    return open(file, new LazyTokenizer(file), options, provider);
  }

  /// Opens a model to use its tokenizer at once, which is made meanwhile on another thread.
  ///
  /// @throws IOException as [#open(Path, ModelOptions)]; [#tokenizer()] tells what is wrong with
  ///   the tokenizer
  public static LlamaModel openForText(Path path, ModelOptions options) throws IOException {
    return openForText(path, options, BackendProvider.CPU);
  }

  /// The same with what a provider chooses.
  ///
  /// @throws IOException as [#open(Path, ModelOptions, BackendProvider)]
  public static LlamaModel openForText(Path path, ModelOptions options, BackendProvider provider)
      throws IOException {
    GgufFile file = GgufFile.open(path);
    LazyTokenizer tokenizer = new LazyTokenizer(file);
    tokenizer.begin();
    return open(file, tokenizer, options, provider);
  }

  private static LlamaModel open(
      GgufFile file, LazyTokenizer tokenizer, ModelOptions options, BackendProvider provider)
      throws IOException {
    try {
      return compile(file, tokenizer, options, provider);
    } catch (IOException | RuntimeException | Error e) {
      tokenizer.awaitEnd();
      file.close();
      throw e;
    }
  }

  private static LlamaModel compile(
      GgufFile file, LazyTokenizer tokenizer, ModelOptions options, BackendProvider provider)
      throws IOException {
    ModelSource source = new ModelSource(file, options.contextLength());
    if (file.tensors().isEmpty()) {
      throw new ModelException(
          file.path() + ": holds a vocabulary only, no weights; get the model's complete file");
    }
    Architecture architecture = Architectures.of(source);
    if (!architecture.generates()) {
      throw new ModelException(
          "%s: a %s model can't generate text, it makes embeddings: use llamajar embed"
              .formatted(file.path(), architecture.name()));
    }
    int trainedContextLength = source.size("context_length");
    if (options.contextLength() > trainedContextLength) {
      throw new ModelException(
          "%s: a context of %d tokens was asked for; the model was made for at most %d"
              .formatted(file.path(), options.contextLength(), trainedContextLength));
    }
    try {
      Program program = architecture.program(source);
      // Refuses a cache of blocks that do not fit into the heads.
      KvStore.bytesFor(program, options.kvType(), 1, 1);
      int contextLength =
          options.contextLength() == 0 ? trainedContextLength : options.contextLength();
      Backend backend = provider.backendFor(program, options.withContextLength(contextLength));
      return new LlamaModel(file, tokenizer, options, program, backend, trainedContextLength);
    } catch (IllegalArgumentException
        | ArithmeticException
        | UnsupportedOpException
        | BackendException e) {
      throw new ModelException("%s: %s".formatted(file.path(), e.getMessage()));
    }
  }

  /// The file.
  public GgufFile file() {
    return file;
  }

  /// How it was opened.
  public ModelOptions options() {
    return options;
  }

  /// What executes it.
  public Backend backend() {
    return backend;
  }

  /// How it runs, a line each: where its weights are.
  public List<String> describe() {
    return executable.describe();
  }

  /// Its forward pass.
  public Program program() {
    return program;
  }

  /// Most tokens of a session.
  public int contextLength() {
    return contextLength;
  }

  /// Most tokens of a session that the model was made for.
  public int trainedContextLength() {
    return trainedContextLength;
  }

  /// Number of logits: rows of the output matrix.
  public int vocabularySize() {
    return program.logits().width();
  }

  /// Most bytes that one full session keeps: keys and values of all positions, or of those near the
  /// ends of windows, and recurrent states, all with checkpoints.
  public long cacheBytes() {
    int windowPositions = Checkpoints.windowPositions(pool.window(), options.batchLength());
    return KvStore.bytesFor(program, options.kvType(), contextLength, windowPositions)
        + pool.states().bytesPerSession();
  }

  /// Numbers kept in the cache for each position.
  public long cacheElementsPerPosition() {
    return program.cacheLayers().stream().mapToLong(CacheLayer::elementsPerPosition).sum();
  }

  /// Weights that generating one token reads.
  public long weightCount() {
    return weightCount(program);
  }

  static long weightCount(Program program) {
    return program.ops().stream()
        .filter(op -> !(op instanceof Op.Embed))
        .mapToLong(Op::weightsPerToken)
        .sum();
  }

  /// Its tokenizer, made when it is first asked for.
  ///
  /// @throws IOException if the file has none, or one of an unsupported kind
  public Tokenizer tokenizer() throws IOException {
    Tokenizer made = tokenizer.get();
    if (made.vocabulary().size() > vocabularySize()) {
      throw new ModelException(
          "%s: the vocabulary has %d tokens, but the output matrix only %d rows"
              .formatted(file.path(), made.vocabulary().size(), vocabularySize()));
    }
    return made;
  }

  /// Chooses the tokens of a new text.
  ///
  /// @throws IOException if there are texts that break repetitions, and no tokenizer
  /// @throws IllegalArgumentException if a logit bias names a token outside the vocabulary
  public SamplerChain newSampler(SamplerSettings settings) throws IOException {
    DryBreakers breakers =
        settings.dryMultiplier() == 0 ? DryBreakers.none() : breakers(settings.dryBreakers());
    return SamplerChain.of(settings, vocabularySize(), contextLength, breakers);
  }

  private DryBreakers breakers(List<String> texts) throws IOException {
    Tokenizer made = tokenizer();
    return DryBreakers.of(
        texts,
        made.vocabulary().size(),
        token -> new String(made.piece(token, true), StandardCharsets.UTF_8),
        text -> made.encode(text, false, false));
  }

  /// What runs it. One thread at a time may use it: whoever does synchronizes on it.
  public Executable executable() {
    return executable;
  }

  /// Holds generated text to a grammar. Make one constraint per grammar and keep it: it remembers
  /// which tokens may follow where.
  ///
  /// @throws IOException as [#tokenizer]
  public TokenConstraint constraint(Grammar grammar) throws IOException {
    return constraint(grammar, false);
  }

  /// The same for texts in which control tokens may be spelled.
  ///
  /// @param spellsControlTokens whether the grammar speaks of control tokens by their names, as
  ///   texts with [GenerationOptions#renderSpecial()] show them; otherwise they print nothing
  /// @throws IOException as [#tokenizer]
  public TokenConstraint constraint(Grammar grammar, boolean spellsControlTokens)
      throws IOException {
    Tokenizer tokens = tokenizer();
    return TokenConstraint.of(
        grammar, spellsControlTokens ? tokenTrie.spelling(tokens) : tokenTrie.get(tokens));
  }

  /// Holds generated text to a grammar from the first of some texts on.
  ///
  /// @param triggers what the grammar begins behind; a control token counts when it is chosen,
  ///   though it prints nothing
  /// @throws IOException as [#tokenizer]
  /// @throws llamajar.text.grammar.GrammarException if a trigger is empty
  public TokenConstraint constraintAfter(List<String> triggers, Grammar grammar)
      throws IOException {
    Tokenizer tokens = tokenizer();
    Set<Integer> chosen = new HashSet<>();
    for (String trigger : triggers) {
      int[] ids = tokens.encode(trigger, false, true);
      if (ids.length == 1 && tokens.vocabulary().isControl(ids[0])) {
        chosen.add(ids[0]);
      }
    }
    return TokenConstraint.after(triggers, chosen, grammar, tokenTrie.get(tokens));
  }

  /// Makes embeddings with the same weights; must be closed before this model.
  ///
  /// @param pooling null: what the file says, or else the mean
  /// @throws IOException if the model can't be used so; the message is one line for the user
  public Embedder newEmbedder(@Nullable Pooling pooling) throws IOException {
    return Embedder.of(file, tokenizer, options, pooling);
  }

  /// A new, empty session.
  public Session newSession() {
    return new Session(executable, pool, vocabularySize(), contextLength);
  }

  /// Gives memory, threads and the file back. Sessions must not be used afterwards.
  @Override
  public void close() {
    synchronized (executable) {
      pool.store().close();
      executable.close();
      tokenizer.awaitEnd();
      file.close();
    }
  }
}
