package llamajar.server.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Listens, and brings each request to its route.
public final class HttpFront implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final int CLIENT_GONE = 499;

  private final HttpOptions options;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Gate gate;
  private final SlowReaders slowReaders;
  private final RequestLog log;
  private final Map<String, Map<String, Route>> routes = new HashMap<>();
  private final Route.ErrorFormat fallback;
  private final AtomicInteger busy = new AtomicInteger();

  private HttpFront(
      HttpOptions options, List<Route> all, Route.ErrorFormat fallback, RequestLog log)
      throws IOException {
    this.options = options;
    this.fallback = fallback;
    this.log = log;
    HttpLimits.set();
    InetSocketAddress address = address(options);
    try {
      server = create(options, address);
    } catch (BindException e) {
      throw new IOException(
          "can't listen at %s:%d: %s; is another server running there? Take another port with --port N"
              .formatted(options.host(), options.port(), e.getMessage()),
          e);
    }
    InetAddress bound = server.getAddress().getAddress();
    gate = new Gate(options, bound);
    slowReaders = new SlowReaders(options.writeTimeout());
    for (Route route : all) {
      routes.computeIfAbsent(route.path(), path -> new HashMap<>()).put(route.method(), route);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /// Starts to listen.
  ///
  /// @param fallback how errors look where there is no route
  /// @throws IOException if that is not possible; the message says what to do
  public static HttpFront start(
      HttpOptions options, List<Route> routes, Route.ErrorFormat fallback, RequestLog log)
      throws IOException {
    HttpFront front = new HttpFront(options, routes, fallback, log);
    front.server.start();
    return front;
  }

  private static HttpServer create(HttpOptions options, InetSocketAddress address)
      throws IOException {
    HttpOptions.Tls tls = options.tls();
    if (tls == null) {
      return HttpServer.create(address, BACKLOG);
    }
    HttpsServer secure = HttpsServer.create();
    secure.setHttpsConfigurator(new HttpsConfigurator(TlsContext.of(tls)));
    secure.bind(address, BACKLOG);
    return secure;
  }

  private static InetSocketAddress address(HttpOptions options) throws IOException {
    try {
      return new InetSocketAddress(InetAddress.getByName(options.host()), options.port());
    } catch (UnknownHostException e) {
      throw new IOException(
          "can't listen at '%s': there is no such address; take one of this machine, such as 127.0.0.1"
              .formatted(options.host()),
          e);
    }
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /// Its address as a browser wants it.
  public String url() {
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return "%s://%s:%d"
        .formatted(options.tls() == null ? "http" : "https", host, address().getPort());
  }

  /// Requests that are being answered.
  public int busy() {
    return busy.get();
  }

  /// Stops listening, and ends all connections after a time.
  public void close(Duration grace) {
    server.stop((int) grace.toSeconds());
    threads.shutdownNow();
    slowReaders.close();
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }

  private void handle(HttpExchange http) {
    long start = System.nanoTime();
    busy.incrementAndGet();
    try (SlowReaders.Watched writes = slowReaders.add()) {
      Exchange exchange = new Exchange(http, options.maxBodyBytes(), writes);
      int status = CLIENT_GONE;
      try {
        answer(http, exchange);
        status = exchange.status();
      } catch (IOException e) {
        exchange.note("gone", e.getClass().getSimpleName());
      } catch (InterruptedException e) {
        exchange.note("gone", "interrupted");
      } finally {
        http.close();
        log.answered(
            exchange.method(),
            exchange.path(),
            status,
            exchange.bytes(),
            System.nanoTime() - start,
            exchange.notes());
      }
    } finally {
      busy.decrementAndGet();
    }
  }

  private void answer(HttpExchange http, Exchange exchange)
      throws IOException, InterruptedException {
    Map<String, Route> here = routes.getOrDefault(exchange.path(), Map.of());
    String method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
    Route route = here.get(method);
    Route.ErrorFormat errors = route == null ? errors(here) : route.errors();
    try {
      Headers headers = http.getRequestHeaders();
      gate.checkSource(headers);
      allowOrigin(gate.allowedOrigin(headers), exchange);
      if (method.equals("OPTIONS")) {
        preflight(here, exchange);
        return;
      }
      if (route == null || !route.open()) {
        gate.checkKey(headers);
      }
      if (route == null) {
        throw notThere(here, exchange);
      }
      route.handler().handle(exchange);
    } catch (ApiException e) {
      fail(e, errors, exchange);
    } catch (RuntimeException e) {
      exchange.note("error", e);
      fail(ApiException.of(500, "the server has a fault: " + e), errors, exchange);
    }
  }

  private Route.ErrorFormat errors(Map<String, Route> here) {
    List<Route> others = new ArrayList<>(here.values());
    return others.isEmpty() ? fallback : others.getFirst().errors();
  }

  private static ApiException notThere(Map<String, Route> here, Exchange exchange) {
    if (here.isEmpty()) {
      return ApiException.of(404, "there is nothing at this path; see docs/server.md for what is");
    }
    String methods = String.join(", ", here.keySet());
    exchange.setHeader("Allow", methods);
    return ApiException.of(405, "this path takes %s only".formatted(methods));
  }

  private static void allowOrigin(@Nullable String origin, Exchange exchange) {
    if (origin != null) {
      exchange.setHeader("Access-Control-Allow-Origin", origin);
      exchange.setHeader("Vary", "Origin");
    }
  }

  private static void preflight(Map<String, Route> here, Exchange exchange) throws IOException {
    exchange.setHeader("Access-Control-Allow-Methods", String.join(", ", here.keySet()));
    exchange.setHeader(
        "Access-Control-Allow-Headers",
        "Authorization, Content-Type, x-api-key, anthropic-version, anthropic-beta");
    exchange.setHeader("Access-Control-Max-Age", "600");
    exchange.send(204, "text/plain", new byte[0]);
  }

  private static void fail(ApiException error, Route.ErrorFormat errors, Exchange exchange)
      throws IOException {
    exchange.note("error", error.message());
    if (exchange.isBegun()) {
      // The client has the beginning of an answer; that it is cut off is all that can be told.
      throw new IOException(error);
    }
    error
        .retryAfter()
        .ifPresent(seconds -> exchange.setHeader("Retry-After", Integer.toString(seconds)));
    if (error.status() == 401) {
      exchange.setHeader("WWW-Authenticate", "Bearer");
    }
    exchange.json(error.status(), errors.body(error));
  }
}
