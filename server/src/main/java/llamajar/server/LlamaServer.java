package llamajar.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import llamajar.engine.Embedder;
import llamajar.engine.LlamaModel;
import llamajar.engine.scheduler.Scheduler;
import llamajar.gguf.GgufFile;
import llamajar.server.anthropic.AnthropicErrors;
import llamajar.server.anthropic.Messages;
import llamajar.server.chat.ChatModel;
import llamajar.server.embedding.EmbeddingModel;
import llamajar.server.embedding.Embeddings;
import llamajar.server.embedding.Rerank;
import llamajar.server.http.ApiException;
import llamajar.server.http.Exchange;
import llamajar.server.http.HttpFront;
import llamajar.server.http.Route;
import llamajar.server.model.ServedModel;
import llamajar.server.openai.ChatCompletions;
import llamajar.server.openai.Completions;
import llamajar.server.openai.Models;
import llamajar.server.openai.OpenAiErrors;
import llamajar.server.openai.Responses;
import llamajar.server.operation.Health;
import llamajar.server.operation.Metrics;
import llamajar.server.operation.ServerLog;
import llamajar.server.operation.State;
import llamajar.server.page.WebPage;
import llamajar.server.plain.PlainCompletion;
import llamajar.server.plain.Tokens;
import llamajar.text.chat.ChatTemplates;
import llamajar.text.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/// Serves a model over HTTP.
public final class LlamaServer implements AutoCloseable {
  private final @Nullable Scheduler scheduler;
  private final EmbeddingModel embeddings;
  private final Health health = new Health();
  private final HttpFront front;
  private final ServerOptions options;

  private LlamaServer(
      @Nullable Scheduler scheduler,
      EmbeddingModel embeddings,
      List<Route> routes,
      ServerOptions options,
      Consumer<String> log)
      throws IOException {
    this.scheduler = scheduler;
    this.embeddings = embeddings;
    this.options = options;
    List<Route> all = new ArrayList<>(routes);
    all.add(Route.open("GET", "/health", OpenAiErrors::body, health::handle));
    all.add(Route.open("GET", "/v1/health", OpenAiErrors::body, health::handle));
    get(all, "/metrics", new Metrics(scheduler, embeddings)::handle);
    post(all, "/v1/embeddings", new Embeddings(embeddings)::handle);
    post(all, "/embeddings", new Embeddings(embeddings)::handle);
    for (String path : List.of("/v1/rerank", "/rerank", "/v1/reranking", "/reranking")) {
      post(all, path, new Rerank(embeddings)::handle);
    }
    front =
        HttpFront.start(options.http(), all, OpenAiErrors::body, new ServerLog(options.log(), log));
  }

  /// Starts to serve an open model, which must stay open.
  ///
  /// @param templates how the model wants conversations
  /// @param log receives a line for each request; called by several threads
  /// @throws IOException if the port is taken or the model has no tokenizer; the message says what
  ///   to do
  public static LlamaServer start(
      LlamaModel model, ChatTemplates templates, ServerOptions options, Consumer<String> log)
      throws IOException {
    Scheduler scheduler = Scheduler.start(model, options.scheduling());
    try {
      String name = name(options, model.file());
      ServedModel served = new ServedModel(name, scheduler, model.tokenizer(), options.sampling());
      EmbeddingModel embeddings =
          EmbeddingModel.beside(name, scheduler, options.scheduling().queueLength(), log);
      List<Route> routes = answering(served, templates, options);
      addModels(
          routes,
          new Models(
              name,
              model.vocabularySize(),
              model.trainedContextLength(),
              scheduler.contextLength()));
      return new LlamaServer(scheduler, embeddings, routes, options, log);
    } catch (IOException | RuntimeException e) {
      scheduler.close();
      throw e;
    }
  }

  /// Starts to serve a model that makes embeddings or scores and nothing else.
  ///
  /// @param embedder must stay open
  /// @param log receives a line for each request; called by several threads
  /// @throws IOException if the port is taken or the model has no tokenizer
  public static LlamaServer start(Embedder embedder, ServerOptions options, Consumer<String> log)
      throws IOException {
    String name = name(options, embedder.file());
    EmbeddingModel embeddings =
        EmbeddingModel.of(name, embedder, options.scheduling().queueLength(), log);
    List<Route> routes = new ArrayList<>();
    addTokens(routes, embedder.tokenizer());
    int length = embedder.contextLength();
    addModels(routes, new Models(name, embedder.vocabularySize(), length, length));
    for (String path :
        List.of(
            "/v1/chat/completions",
            "/v1/completions",
            "/v1/responses",
            "/v1/messages",
            "/completion",
            "/infill")) {
      post(routes, path, LlamaServer::refuseToAnswer);
    }
    return new LlamaServer(null, embeddings, routes, options, log);
  }

  private static void refuseToAnswer(Exchange exchange) throws ApiException {
    throw ApiException.of(
        501,
        "this model generates no text, it makes embeddings or scores: use /v1/embeddings or /v1/rerank");
  }

  private static String name(ServerOptions options, GgufFile file) {
    return options.alias().isEmpty() ? String.valueOf(file.path().getFileName()) : options.alias();
  }

  /// Its address.
  public String url() {
    return front.url();
  }

  /// Its port.
  public int port() {
    return front.address().getPort();
  }

  /// What computes answers.
  ///
  /// @throws IllegalStateException if the model only makes embeddings
  public Scheduler scheduler() {
    if (scheduler == null) {
      throw new IllegalStateException("this model does not answer");
    }
    return scheduler;
  }

  /// Stops: takes no more requests, finishes those that are there, and cancels what is not finished
  /// after the time that the options give.
  @Override
  public void close() {
    health.stop();
    if (scheduler != null) {
      scheduler.close(options.grace());
    }
    // Answers are complete; what is left is to bring them to their clients.
    Duration rest = scheduler == null ? options.grace() : Duration.ofSeconds(2);
    long end = System.nanoTime() + rest.toNanos();
    while (front.busy() > 0 && System.nanoTime() < end) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    front.close();
    embeddings.close();
  }

  private static List<Route> answering(
      ServedModel model, ChatTemplates templates, ServerOptions options) {
    ChatModel chat = new ChatModel(model, templates);
    ChatCompletions conversations = new ChatCompletions(chat);
    Messages messages = new Messages(chat);
    PlainCompletion plain = new PlainCompletion(model);
    State state = new State(model, options.version(), templates.plain() != null);
    List<Route> routes = new ArrayList<>();
    if (options.page()) {
      routes.addAll(WebPage.routes(OpenAiErrors::body));
    }
    get(routes, "/slots", state::slots);
    get(routes, "/props", state::props);
    post(routes, "/v1/completions", new Completions(model)::handle);
    post(routes, "/v1/chat/completions", conversations::handle);
    post(routes, "/v1/responses", new Responses(chat)::handle);
    post(routes, "/apply-template", conversations::applyTemplate);
    routes.add(Route.of("POST", "/v1/messages", AnthropicErrors::body, messages::handle));
    routes.add(
        Route.of(
            "POST", "/v1/messages/count_tokens", AnthropicErrors::body, messages::countTokens));
    post(routes, "/completion", plain::complete);
    post(routes, "/completions", plain::complete);
    post(routes, "/infill", plain::infill);
    addTokens(routes, model.tokenizer());
    return routes;
  }

  private static void addTokens(List<Route> routes, Tokenizer tokenizer) {
    Tokens tokens = new Tokens(tokenizer);
    post(routes, "/tokenize", tokens::tokenize);
    post(routes, "/detokenize", tokens::detokenize);
  }

  private static void addModels(List<Route> routes, Models models) {
    get(routes, "/v1/models", models::handle);
    get(routes, "/models", models::handle);
  }

  private static void get(List<Route> routes, String path, Route.Handler handler) {
    routes.add(Route.of("GET", path, OpenAiErrors::body, handler));
  }

  private static void post(List<Route> routes, String path, Route.Handler handler) {
    routes.add(Route.of("POST", path, OpenAiErrors::body, handler));
  }
}
