package llamajar.cli.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import llamajar.cli.option.ConfinementOptions;
import llamajar.cli.option.Counts;
import llamajar.cli.option.EngineOptions;
import llamajar.cli.option.ListenOptions;
import llamajar.cli.option.ModelOption;
import llamajar.cli.option.Policies;
import llamajar.cli.option.PoolingOption;
import llamajar.cli.option.SamplingOptions;
import llamajar.cli.option.SchedulingOptions;
import llamajar.cli.option.TemplateOptions;
import llamajar.cli.option.UsageException;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.StatusLine;
import llamajar.confine.policy.Network;
import llamajar.confine.policy.Policy;
import llamajar.engine.BackendProvider;
import llamajar.engine.Embedder;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.engine.architecture.Pooling;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.sampling.StoredSampling;
import llamajar.server.LlamaServer;
import llamajar.server.ServerOptions;
import llamajar.server.operation.LogFormat;
import llamajar.text.chat.ChatTemplates;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Serves a model over HTTP until the process is told to end.
@Command(
    name = "serve",
    description =
        "Serves a model over HTTP: a page for browsers, OpenAI's and llama.cpp's interfaces.%n",
    customSynopsis = "llamajar serve [-m FILE] [--port N] [-np N] [OPTION...]",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    optionListHeading = "Options:%n",
    footer = {"", "What it answers: docs/server.md; what it promises: docs/security.md."})
public final class ServeCommand implements Callable<Integer> {
  private static final int MOST_SECONDS = 86_400;

  private final Environment environment;

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private ListenOptions listen = new ListenOptions();
  @Mixin private SchedulingOptions scheduling = new SchedulingOptions();

  @Option(
      names = {"-a", "--alias"},
      paramLabel = "NAME",
      description = "the model's name for clients (default: that of the file)")
  private String alias = "";

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      description = "text, json or none (default: text)")
  private LogFormat logFormat = LogFormat.TEXT;

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      description = "how long answers may go on when it is stopped (default: ${DEFAULT-VALUE})")
  private int grace = 10;

  @Option(names = "--no-webui", description = "without the page for browsers at /")
  private boolean withoutPage;

  @Option(
      names = {"--embeddings", "--embedding"},
      description = "make embeddings only: no memory is kept for answers")
  private boolean embeddingsOnly;

  @Option(
      names = {"--reranking", "--rerank"},
      description = "score documents only: --embeddings --pooling rank")
  private boolean rerankingOnly;

  @Mixin private PoolingOption pooling = new PoolingOption();
  @Mixin private TemplateOptions template = new TemplateOptions();
  @Mixin private EngineOptions engine = new EngineOptions();
  @Mixin private ConfinementOptions confinement = new ConfinementOptions();
  @Mixin private SamplingOptions sampling = new SamplingOptions();

  /// The command with its options still to be read.
  public ServeCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ServerOptions options = options();
    Pooling wanted = pooling.chosen();
    // Before the model is opened, so that a wrong option costs no time.
    sampling.settings(true);
    ModelOptions modelOptions = engine.modelOptions();
    BackendProvider provider = engine.provider(environment);
    confinement.check();
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = new Thread(() -> endAndWait(end, ended), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (StatusLine status = new StatusLine(environment)) {
      Path path = model.path(environment);
      status.show("loading " + path.getFileName());
      if (embeddingsOnly || rerankingOnly || Embedder.isEncoder(path)) {
        embed(path, modelOptions, rerankingOnly ? Pooling.RANK : wanted, options, status, end);
      } else if (wanted != null) {
        throw new UsageException("--pooling is for embeddings; give --embeddings as well");
      } else {
        answer(path, modelOptions, provider, options, status, end);
      }
      return 0;
    } finally {
      ended.countDown();
    }
  }

  private void answer(
      Path path,
      ModelOptions modelOptions,
      BackendProvider provider,
      ServerOptions options,
      StatusLine status,
      CountDownLatch end)
      throws IOException, InterruptedException {
    try (LlamaModel opened = LlamaModel.openForText(path, modelOptions, provider);
        LlamaServer server = start(opened, options)) {
      serve(path, server, Policies.of(opened.backend()), status, end);
    }
  }

  private void embed(
      Path path,
      ModelOptions modelOptions,
      @Nullable Pooling wanted,
      ServerOptions options,
      StatusLine status,
      CountDownLatch end)
      throws IOException, InterruptedException {
    try (Embedder opened = Embedder.open(path, modelOptions, wanted);
        LlamaServer server = LlamaServer.start(opened, options, environment.err()::println)) {
      // Embeddings are computed on the processor.
      serve(path, server, Policy.ofJvm(), status, end);
    }
  }

  private void serve(
      Path path, LlamaServer server, Policy policy, StatusLine status, CountDownLatch end)
      throws InterruptedException {
    status.clear();
    model.opened();
    confinement.confine(environment, policy.with(Network.ACCEPT));
    environment.err().printf("%s answers at %s%n", path.getFileName(), server.url());
    end.await();
  }

  private LlamaServer start(LlamaModel opened, ServerOptions options) throws IOException {
    SamplerSettings recommended = StoredSampling.of(opened.file().metadata());
    ServerOptions own = options.withSampling(sampling.settings(true, recommended));
    ChatTemplates chosen = template.templates(opened.file());
    if (chosen.plain() == null) {
      environment
          .err()
          .printf(
              "%s has no chat template: only text is completed (--chat-template NAME gives it one)%n",
              opened.file().path().getFileName());
    }
    try {
      return LlamaServer.start(opened, chosen, own, environment.err()::println);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private void endAndWait(CountDownLatch end, CountDownLatch ended) {
    end.countDown();
    try {
      // The server itself keeps to its time; this is for what hangs.
      ended.await(grace + 5L, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ServerOptions options() throws IOException {
    return ServerOptions.defaults()
        .withHttp(listen.options())
        .withScheduling(scheduling.options())
        .withAlias(alias)
        .withLog(logFormat)
        .withPage(!withoutPage)
        .withGrace(Duration.ofSeconds(Counts.inRange("--grace", grace, 0, MOST_SECONDS)));
  }
}
