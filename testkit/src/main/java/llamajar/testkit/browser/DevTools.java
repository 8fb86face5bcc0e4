package llamajar.testkit.browser;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A connection to a browser: calls with answers, and events. Any thread may call.
final class DevTools implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int PATIENCE_SECONDS = 60;

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<Consumer<JsonNode>> listeners = new CopyOnWriteArrayList<>();
  private final WebSocket socket;

  private DevTools(URI address) throws IOException, InterruptedException {
    try {
      socket =
          client
              .newWebSocketBuilder()
              .buildAsync(address, new Messages())
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      client.close();
      throw new IOException("the browser at %s does not answer".formatted(address), e);
    }
  }

  static DevTools connect(URI address) throws IOException, InterruptedException {
    return new DevTools(address);
  }

  /// Calls a method and waits for its result.
  ///
  /// @param session of a tab; null for the browser
  /// @param parameters JSON
  JsonNode call(@Nullable String session, String method, String parameters) {
    return call(session, method, JSON.readTree(parameters));
  }

  JsonNode call(@Nullable String session, String method, JsonNode parameters) {
    int id = lastId.incrementAndGet();
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", parameters);
    if (session != null) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    try {
      synchronized (socket) {
        // One text at a time is all that a WebSocket of the JDK takes.
        socket
            .sendText(JSON.writeValueAsString(message), true)
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      JsonNode result = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (result.has("error")) {
        throw new AssertionError(method + ": " + result.get("error"));
      }
      return result.get("result");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(method + " was interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(method + " got no answer", e);
    } finally {
      waiting.remove(id);
    }
  }

  /// Tells of all events of all tabs.
  void listen(Consumer<JsonNode> listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    socket.abort();
    client.close();
  }

  private final class Messages implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        JsonNode message = JSON.readTree(text.toString());
        text.setLength(0);
        receive(message);
      }
      webSocket.request(1);
      return null;
    }

    private void receive(JsonNode message) {
      JsonNode id = message.get("id");
      if (id == null) {
        listeners.forEach(listener -> listener.accept(message));
        return;
      }
      CompletableFuture<JsonNode> answer = waiting.get(id.intValue());
      if (answer != null) {
        answer.complete(message);
      }
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      waiting.values().forEach(answer -> answer.completeExceptionally(error));
    }
  }
}
