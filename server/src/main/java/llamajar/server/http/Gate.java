package llamajar.server.http;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides who may come in: by key, by the name that a request uses for this server, and by the web
/// page it comes from.
final class Gate {
  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private final List<byte[]> keyDigests = new ArrayList<>();
  private final Set<String> hosts = new HashSet<>();
  private final boolean checksHosts;
  private final List<String> origins;

  Gate(HttpOptions options, InetAddress address) {
    for (String key : options.apiKeys()) {
      keyDigests.add(digest(key));
    }
    checksHosts = address.isLoopbackAddress();
    hosts.addAll(LOOPBACK_NAMES);
    hosts.add(options.host().toLowerCase(Locale.ROOT));
    options.allowedHosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
    origins = options.corsOrigins();
  }

  /// Checks the name that a request uses for this server, and the page that it comes from.
  ///
  /// A page of another site can make a browser send requests to this machine, and by changing what
  /// its own name resolves to even read the answers; the name in the request gives that away.
  ///
  /// @throws ApiException if it must not come in
  void checkSource(Headers headers) throws ApiException {
    String host = headers.getFirst("Host");
    if (checksHosts && host != null && !hosts.contains(withoutPort(host))) {
      throw ApiException.of(
          403,
          "the host '%s' is not one of this server's names; start it with --allowed-host %s if it should be"
              .formatted(printable(host), printable(withoutPort(host))));
    }
    String origin = headers.getFirst("Origin");
    if (origin != null && !isSameOrigin(origin, host) && allowedOrigin(headers) == null) {
      throw ApiException.of(
          403,
          "pages of %s may not use this server; start it with --cors %s if they should"
              .formatted(printable(origin), printable(origin)));
    }
  }

  /// Checks the key of a request.
  ///
  /// @throws ApiException 401 if there is none, or a wrong one
  void checkKey(Headers headers) throws ApiException {
    if (keyDigests.isEmpty()) {
      return;
    }
    String key = key(headers);
    if (key == null) {
      throw ApiException.of(
          401, "this server asks for an API key: send it as 'Authorization: Bearer KEY'");
    }
    byte[] digest = digest(key);
    boolean known = false;
    for (byte[] expected : keyDigests) {
      // All are compared, and each in full, so that the time tells nothing about the keys.
      known |= MessageDigest.isEqual(expected, digest);
    }
    if (!known) {
      throw ApiException.of(401, "the API key is not known to this server");
    }
  }

  /// The origin that a response may be shown to, or null.
  @Nullable String allowedOrigin(Headers headers) {
    String origin = headers.getFirst("Origin");
    if (origin == null) {
      return null;
    }
    if (origins.contains("*")) {
      return "*";
    }
    return origins.contains(origin) ? origin : null;
  }

  private static @Nullable String key(Headers headers) {
    String authorization = headers.getFirst("Authorization");
    if (authorization != null
        && authorization.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length())) {
      return authorization.substring("Bearer ".length()).strip();
    }
    return headers.getFirst("x-api-key");
  }

  private static boolean isSameOrigin(String origin, @Nullable String host) {
    int start = origin.indexOf("://");
    return host != null && start > 0 && origin.substring(start + 3).equalsIgnoreCase(host);
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    boolean hasPort = colon > host.lastIndexOf(']');
    return (hasPort ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), 100); i++) {
      char c = text.charAt(i);
      shown.append(c >= ' ' && c < 127 && c != '\'' ? c : '?');
    }
    return shown.toString();
  }
}
