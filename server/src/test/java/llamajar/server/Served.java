package llamajar.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.engine.scheduler.CacheUse;
import llamajar.engine.scheduler.SchedulerOptions;
import llamajar.server.http.HttpOptions;
import llamajar.server.json.Json;
import llamajar.text.chat.ChatTemplate;
import llamajar.text.chat.ChatTemplates;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A server for the demo model at a free port of this machine, and a client.
final class Served implements AutoCloseable {
  private static final Path DEMO =
      Path.of(
          System.getProperty("llamajar.root", ".."),
          "cli/src/main/resources/llamajar/cli/demo/pebble-IQ3_XS.gguf");

  final LlamaModel model;
  final LlamaServer server;
  final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Served(ServerOptions options, @Nullable String template, @Nullable String toolTemplate)
      throws IOException {
    model = LlamaModel.open(DEMO, ModelOptions.defaults().withThreads(2, 2));
    String used = template == null ? own(model) : template;
    ChatTemplate plain = used.isEmpty() ? null : ChatTemplate.of(used);
    ChatTemplate tools = toolTemplate == null ? null : ChatTemplate.of(toolTemplate);
    server = LlamaServer.start(model, new ChatTemplates(plain, tools), options, log::add);
  }

  private static String own(LlamaModel model) throws IOException {
    return model.file().metadata().string("tokenizer.chat_template").orElseThrow();
  }

  static Served start(UnaryOperator<ServerOptions> change) throws IOException {
    return start(change, null);
  }

  /// @param template what conversations are written with; null: the model's own; empty: none
  static Served start(UnaryOperator<ServerOptions> change, @Nullable String template)
      throws IOException {
    return start(change, template, null);
  }

  /// @param toolTemplate the one for conversations with tools; null: the same
  static Served start(
      UnaryOperator<ServerOptions> change, @Nullable String template, @Nullable String toolTemplate)
      throws IOException {
    ServerOptions options =
        ServerOptions.defaults()
            .withHttp(HttpOptions.defaults().withAddress("127.0.0.1", 0))
            .withAlias("pebble")
            .withGrace(Duration.ofSeconds(1));
    return new Served(change.apply(options), template, toolTemplate);
  }

  static UnaryOperator<ServerOptions> scheduling(SchedulerOptions scheduling) {
    return options -> options.withScheduling(scheduling);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(Duration.ofMinutes(2));
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).build());
  }

  /// The JSON of a response that must be good.
  JsonNode json(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> response = post(path, body);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return Json.read(response.body());
  }

  /// The data of all events of a stream.
  List<String> events(String path, String body) throws IOException, InterruptedException {
    HttpResponse<Stream<String>> response =
        client.send(
            request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
            HttpResponse.BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      return lines
          .filter(line -> line.startsWith("data: "))
          .map(line -> line.substring("data: ".length()))
          .toList();
    }
  }

  /// Waits until nothing is being answered, and drops what is cached.
  CacheUse settle() throws Exception {
    for (int i = 0; i < 2000 && server.scheduler().present() > 0; i++) {
      Thread.sleep(5);
    }
    return server.scheduler().forgetUnused().get().cache();
  }

  @Override
  public void close() {
    client.close();
    server.close();
    model.close();
  }
}
