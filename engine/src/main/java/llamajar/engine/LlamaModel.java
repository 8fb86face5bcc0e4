package llamajar.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import llamajar.compute.Backend;
import llamajar.compute.CacheLayer;
import llamajar.compute.Executable;
import llamajar.compute.KvStore;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.compute.StateLayer;
import llamajar.compute.UnsupportedOpException;
import llamajar.compute.cpu.CpuBackend;
import llamajar.compute.cpu.TierChoice;
import llamajar.engine.architecture.Architecture;
import llamajar.engine.architecture.Architectures;
import llamajar.engine.sampling.DryBreakers;
import llamajar.engine.sampling.SamplerChain;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.source.ModelException;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.GgufFile;
import llamajar.gguf.Tensor;
import llamajar.text.tokenizer.Tokenizer;

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
    int blocks = Math.multiplyExact(KvStore.blocksFor(contextLength), options.sessions());
    KvStore store = executable.newStore(options.kvType(), blocks);
    int checkpoints = Checkpoints.limit(StateLayer.bytesFor(program), options.sessions());
    pool = new KvPool(store, !program.stateLayers().isEmpty(), checkpoints);
  }

  /// Opens a model. Weights are mapped, not read.
  ///
  /// @throws IOException if the file can't be opened, is not a model, is of an unsupported
  ///   architecture, or does not fit the options; the message is one line for the user
  public static LlamaModel open(Path path, ModelOptions options) throws IOException {
    GgufFile file = GgufFile.open(path);
    return open(file, new LazyTokenizer(file), options);
  }

  /// Opens a model to use its tokenizer at once, which is made meanwhile on another thread.
  ///
  /// @throws IOException as [#open(Path, ModelOptions)]; [#tokenizer()] tells what is wrong with
  ///   the tokenizer
  public static LlamaModel openForText(Path path, ModelOptions options) throws IOException {
    GgufFile file = GgufFile.open(path);
    LazyTokenizer tokenizer = new LazyTokenizer(file);
    tokenizer.begin();
    return open(file, tokenizer, options);
  }

  private static LlamaModel open(GgufFile file, LazyTokenizer tokenizer, ModelOptions options)
      throws IOException {
    try {
      return compile(file, tokenizer, options);
    } catch (IOException | RuntimeException | Error e) {
      tokenizer.awaitEnd();
      file.close();
      throw e;
    }
  }

  private static LlamaModel compile(GgufFile file, LazyTokenizer tokenizer, ModelOptions options)
      throws IOException {
    ModelSource source = new ModelSource(file);
    if (file.tensors().isEmpty()) {
      throw new ModelException(
          file.path() + ": holds a vocabulary only, no weights; get the model's complete file");
    }
    Architecture architecture = Architectures.of(source);
    int trainedContextLength = source.size("context_length");
    if (options.contextLength() > trainedContextLength) {
      throw new ModelException(
          "%s: a context of %d tokens was asked for; the model was made for at most %d"
              .formatted(file.path(), options.contextLength(), trainedContextLength));
    }
    try {
      Program program = architecture.program(source);
      TierChoice tier =
          options.tier() == null
              ? TierChoice.forModel(weightCount(program))
              : TierChoice.wanted(options.tier());
      Backend backend = new CpuBackend(tier, options.threads(), options.batchThreads());
      return new LlamaModel(file, tokenizer, options, program, backend, trainedContextLength);
    } catch (IllegalArgumentException | ArithmeticException | UnsupportedOpException e) {
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

  /// Bytes of the cache for one full session.
  public long cacheBytes() {
    return KvStore.bytesFor(program, options.kvType(), contextLength);
  }

  /// Numbers kept in the cache for each position.
  public long cacheElementsPerPosition() {
    return program.cacheLayers().stream().mapToLong(CacheLayer::elementsPerPosition).sum();
  }

  /// Weights that generating one token reads.
  public long weightCount() {
    return weightCount(program);
  }

  private static long weightCount(Program program) {
    long count = 0;
    for (Op op : program.ops()) {
      // Of the embedding, one row is read.
      for (Tensor tensor : op instanceof Op.Embed ? List.<Tensor>of() : op.weights()) {
        count += tensor.shape().elementCount();
      }
    }
    return count;
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
