package llamajar.server.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where to listen, who may come in, and how much.
///
/// @param host name or address to listen at
/// @param port 0: any that is free
/// @param apiKeys of which requests must have one; empty: none is asked for
/// @param corsOrigins web pages of which other origins may call, such as `https://example.org`; `*`
///   allows all
/// @param allowedHosts names, besides `host` and those of this machine, that requests to a loopback
///   address may use for it
/// @param maxBodyBytes largest body of a request
/// @param writeTimeout how long a client may leave what is sent to it unread
/// @param tls certificate and key, or null for plain HTTP
public record HttpOptions(
    String host,
    int port,
    List<String> apiKeys,
    List<String> corsOrigins,
    List<String> allowedHosts,
    int maxBodyBytes,
    Duration writeTimeout,
    @Nullable Tls tls) {

  /// A certificate chain and its key, both PEM.
  public record Tls(Path certificate, Path key) {}

  /// Copies the lists.
  public HttpOptions {
    apiKeys = List.copyOf(apiKeys);
    corsOrigins = List.copyOf(corsOrigins);
    allowedHosts = List.copyOf(allowedHosts);
  }

  /// Listens at 127.0.0.1:8080 for programs of this machine.
  public static HttpOptions defaults() {
    return new HttpOptions(
        "127.0.0.1", 8080, List.of(), List.of(), List.of(), 16 << 20, Duration.ofSeconds(30), null);
  }

  /// The same at another place.
  public HttpOptions withAddress(String newHost, int newPort) {
    return new HttpOptions(
        newHost, newPort, apiKeys, corsOrigins, allowedHosts, maxBodyBytes, writeTimeout, tls);
  }

  /// The same for those who know one of these keys.
  public HttpOptions withApiKeys(List<String> keys) {
    return new HttpOptions(
        host, port, keys, corsOrigins, allowedHosts, maxBodyBytes, writeTimeout, tls);
  }

  /// The same for web pages of these origins.
  public HttpOptions withCorsOrigins(List<String> origins) {
    return new HttpOptions(
        host, port, apiKeys, origins, allowedHosts, maxBodyBytes, writeTimeout, tls);
  }

  /// The same under these names, too.
  public HttpOptions withAllowedHosts(List<String> hosts) {
    return new HttpOptions(
        host, port, apiKeys, corsOrigins, hosts, maxBodyBytes, writeTimeout, tls);
  }

  /// The same with another limit of bodies.
  public HttpOptions withMaxBodyBytes(int bytes) {
    return new HttpOptions(
        host, port, apiKeys, corsOrigins, allowedHosts, bytes, writeTimeout, tls);
  }

  /// The same with another patience for slow readers.
  public HttpOptions withWriteTimeout(Duration timeout) {
    return new HttpOptions(
        host, port, apiKeys, corsOrigins, allowedHosts, maxBodyBytes, timeout, tls);
  }

  /// The same with TLS.
  public HttpOptions withTls(@Nullable Tls newTls) {
    return new HttpOptions(
        host, port, apiKeys, corsOrigins, allowedHosts, maxBodyBytes, writeTimeout, newTls);
  }
}
