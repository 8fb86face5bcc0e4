package llamajar.cli.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import llamajar.cli.option.Counts;
import llamajar.cli.option.EngineOptions;
import llamajar.cli.option.ListenOptions;
import llamajar.cli.option.ModelOption;
import llamajar.cli.option.SamplingOptions;
import llamajar.cli.option.SchedulingOptions;
import llamajar.cli.option.UsageException;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.StatusLine;
import llamajar.engine.BackendProvider;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.server.LlamaServer;
import llamajar.server.ServerOptions;
import llamajar.server.operation.LogFormat;
import llamajar.text.chat.ChatTemplate;
import llamajar.text.template.guard.TemplateException;
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

  @Mixin private EngineOptions engine = new EngineOptions();
  @Mixin private SamplingOptions sampling = new SamplingOptions();

  /// The command with its options still to be read.
  public ServeCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ServerOptions options = options();
    ModelOptions modelOptions = engine.modelOptions();
    BackendProvider provider = engine.provider(environment.err());
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = new Thread(() -> endAndWait(end, ended), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (StatusLine status = new StatusLine(environment)) {
      Path path = model.path(environment);
      status.show("loading " + path.getFileName());
      try (LlamaModel opened = LlamaModel.openForText(path, modelOptions, provider);
          LlamaServer server = start(opened, options)) {
        status.clear();
        String page = withoutPage ? "" : ", in a browser too";
        environment.err().printf("%s answers at %s%s%n", path.getFileName(), server.url(), page);
        end.await();
      }
      return 0;
    } finally {
      ended.countDown();
    }
  }

  private LlamaServer start(LlamaModel opened, ServerOptions options) throws IOException {
    try {
      return LlamaServer.start(opened, template(opened), options, environment.err()::println);
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

  private static @Nullable ChatTemplate template(LlamaModel opened) throws IOException {
    Optional<String> source = opened.file().metadata().string("tokenizer.chat_template");
    try {
      return source.isPresent() ? ChatTemplate.of(source.get()) : null;
    } catch (TemplateException e) {
      throw new IOException(
          "%s: the chat template: %s".formatted(opened.file().path(), e.getMessage()), e);
    }
  }

  private ServerOptions options() throws IOException {
    return ServerOptions.defaults()
        .withHttp(listen.options())
        .withScheduling(scheduling.options())
        .withSampling(sampling.settings(true))
        .withAlias(alias)
        .withLog(logFormat)
        .withPage(!withoutPage)
        .withGrace(Duration.ofSeconds(Counts.inRange("--grace", grace, 0, MOST_SECONDS)));
  }
}
