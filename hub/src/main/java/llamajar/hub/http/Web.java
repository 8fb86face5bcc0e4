package llamajar.hub.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import llamajar.hub.name.HubException;
import org.jspecify.annotations.Nullable;

/// Asks servers.
///
/// HTTP/1.1, because parallel ranges are for connections of their own, and HTTP/2 would send all of
/// them through one.
public final class Web implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration FIRST_BYTE = Duration.ofSeconds(60);
  private static final int MOST_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final HttpClient client;
  private final Optional<Token> token;

  /// @param token for one site; requests to others go without
  /// @param proxies through which servers are asked
  public Web(Optional<Token> token, ProxyChoice proxies) {
    this.token = token;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .proxy(proxies)
            .build();
  }

  /// Whether requests to an address carry a token.
  public boolean hasTokenFor(URI uri) {
    return token.isPresent() && token.get().site().equals(Origin.of(uri));
  }

  /// Gets what an address leads to, whatever the status is.
  ///
  /// @param headers of all requests on the way
  /// @throws RetryableException if there is no answer
  /// @throws HubException if the redirects lead nowhere
  public Answer get(URI uri, Map<String, String> headers) throws IOException, InterruptedException {
    URI next = uri;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      HttpResponse<InputStream> response = send(next, headers);
      Optional<String> location = response.headers().firstValue("Location");
      if (!REDIRECTS.contains(response.statusCode()) || location.isEmpty()) {
        return new Answer(response.statusCode(), next, response.headers(), response.body());
      }
      response.body().close();
      next = redirected(next, location.get());
    }
    throw new HubException(
        "%s: more than %d redirects; check the address".formatted(shown(uri), MOST_REDIRECTS));
  }

  private static URI redirected(URI from, String location) throws HubException {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new HubException("%s: redirects to no address".formatted(shown(from)), e);
    }
    Origin origin = Origin.of(to);
    boolean known = origin.isSecure() || origin.scheme().equals("http");
    if (!known || to.getHost() == null || (Origin.of(from).isSecure() && !origin.isSecure())) {
      throw new HubException(
          "%s: redirects to %s, which is not safe".formatted(shown(from), shown(to)));
    }
    return to;
  }

  private HttpResponse<InputStream> send(URI uri, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("User-Agent", "llamajar")
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    if (token.isPresent() && hasTokenFor(uri)) {
      request.header("Authorization", "Bearer " + token.get().secret());
    }
    return answered(
        uri, client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
  }

  /// Waits for the head of an answer. A request's own timeout would go on to count while the body
  /// comes on some versions of Java.
  private static HttpResponse<InputStream> answered(
      URI uri, CompletableFuture<HttpResponse<InputStream>> answer)
      throws IOException, InterruptedException {
    try {
      return answer.get(FIRST_BYTE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw unreachable(uri, "no answer", e);
    } catch (ExecutionException e) {
      throw unreachable(uri, reason(e.getCause()), e);
    } finally {
      answer.cancel(true);
    }
  }

  private static RetryableException unreachable(URI uri, String reason, Exception e) {
    return new RetryableException("%s can't be reached (%s)".formatted(uri.getHost(), reason), e);
  }

  /// An address without what follows `?`, which may be a secret.
  public static String shown(URI uri) {
    String text = uri.toString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query);
  }

  private static String reason(@Nullable Throwable e) {
    return switch (e) {
      case null -> "unknown";
      case HttpConnectTimeoutException _ -> "no connection";
      case ConnectException _ -> "no connection";
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
