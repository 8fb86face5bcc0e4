package llamajar.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import llamajar.engine.LlamaModel;
import llamajar.engine.scheduler.Scheduler;
import llamajar.server.anthropic.AnthropicErrors;
import llamajar.server.anthropic.Messages;
import llamajar.server.chat.ChatModel;
import llamajar.server.http.Exchange;
import llamajar.server.http.HttpFront;
import llamajar.server.http.Route;
import llamajar.server.json.Json;
import llamajar.server.model.ServedModel;
import llamajar.server.openai.ChatCompletions;
import llamajar.server.openai.Completions;
import llamajar.server.openai.Models;
import llamajar.server.openai.OpenAiErrors;
import llamajar.server.openai.Responses;
import llamajar.server.operation.Metrics;
import llamajar.server.operation.ServerLog;
import llamajar.server.operation.State;
import llamajar.server.page.WebPage;
import llamajar.server.plain.PlainCompletion;
import llamajar.server.plain.Tokens;
import llamajar.text.chat.ChatTemplate;
import org.jspecify.annotations.Nullable;

/// Serves a model over HTTP.
public final class LlamaServer implements AutoCloseable {
  private final Scheduler scheduler;
  private final HttpFront front;
  private final ServerOptions options;
  private volatile boolean stopping;

  private LlamaServer(
      LlamaModel model,
      @Nullable ChatTemplate template,
      ServerOptions options,
      Consumer<String> log)
      throws IOException {
    this.options = options;
    ServerLog requests = new ServerLog(options.log(), log);
    scheduler = Scheduler.start(model, options.scheduling());
    try {
      String name =
          options.alias().isEmpty()
              ? String.valueOf(model.file().path().getFileName())
              : options.alias();
      ServedModel served =
          new ServedModel(
              name,
              scheduler,
              model.tokenizer(),
              options.sampling(),
              System.currentTimeMillis() / 1000);
      front =
          HttpFront.start(options.http(), routes(served, template), OpenAiErrors::body, requests);
    } catch (IOException | RuntimeException e) {
      scheduler.close();
      throw e;
    }
  }

  /// Starts to serve an open model, which must stay open.
  ///
  /// @param template how the model wants conversations; null if it has none
  /// @param log receives a line for each request; called by several threads
  /// @throws IOException if the port is taken or the model has no tokenizer; the message says what
  ///   to do
  public static LlamaServer start(
      LlamaModel model,
      @Nullable ChatTemplate template,
      ServerOptions options,
      Consumer<String> log)
      throws IOException {
    return new LlamaServer(model, template, options, log);
  }

  /// Its address.
  public String url() {
    return front.url();
  }

  /// Its port.
  public int port() {
    return front.address().getPort();
  }

  /// What computes.
  public Scheduler scheduler() {
    return scheduler;
  }

  /// Stops: takes no more requests, finishes those that are there, and cancels what is not finished
  /// after the time that the options give.
  @Override
  public void close() {
    stopping = true;
    scheduler.close(options.grace());
    // Answers are complete; what is left is to bring them to their clients.
    long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    while (front.busy() > 0 && System.nanoTime() < end) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    front.close();
  }

  private List<Route> routes(ServedModel model, @Nullable ChatTemplate template) {
    ChatModel chat = new ChatModel(model, template);
    ChatCompletions conversations = new ChatCompletions(chat);
    Responses responses = new Responses(chat);
    Messages messages = new Messages(chat);
    Completions completions = new Completions(model);
    PlainCompletion plain = new PlainCompletion(model);
    Tokens tokens = new Tokens(model);
    Models models = new Models(model);
    State state = new State(model, options.version(), template != null);
    Metrics metrics = new Metrics(scheduler);
    List<Route> routes = new ArrayList<>();
    if (options.page()) {
      routes.addAll(WebPage.routes(OpenAiErrors::body));
    }
    routes.add(Route.open("GET", "/health", OpenAiErrors::body, this::health));
    routes.add(Route.open("GET", "/v1/health", OpenAiErrors::body, this::health));
    get(routes, "/v1/models", models::handle);
    get(routes, "/models", models::handle);
    get(routes, "/metrics", metrics::handle);
    get(routes, "/slots", state::slots);
    get(routes, "/props", state::props);
    post(routes, "/v1/completions", completions::handle);
    post(routes, "/v1/chat/completions", conversations::handle);
    post(routes, "/v1/responses", responses::handle);
    post(routes, "/apply-template", conversations::applyTemplate);
    routes.add(Route.of("POST", "/v1/messages", AnthropicErrors::body, messages::handle));
    routes.add(
        Route.of(
            "POST", "/v1/messages/count_tokens", AnthropicErrors::body, messages::countTokens));
    post(routes, "/completion", plain::complete);
    post(routes, "/completions", plain::complete);
    post(routes, "/infill", plain::infill);
    post(routes, "/tokenize", tokens::tokenize);
    post(routes, "/detokenize", tokens::detokenize);
    return routes;
  }

  private static void get(List<Route> routes, String path, Route.Handler handler) {
    routes.add(Route.of("GET", path, OpenAiErrors::body, handler));
  }

  private static void post(List<Route> routes, String path, Route.Handler handler) {
    routes.add(Route.of("POST", path, OpenAiErrors::body, handler));
  }

  private void health(Exchange exchange) throws IOException {
    String status = stopping ? "stopping" : "ok";
    exchange.json(stopping ? 503 : 200, Json.bytes(Json.object().put("status", status)));
  }
}
