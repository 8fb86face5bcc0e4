package llamajar.hub.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name, in capitals or not; without them
/// what the JVM is told by its own properties.
public final class ProxyChoice extends ProxySelector {
  private static final int USUAL_PORT = 80;

  private final Map<String, String> environment;

  /// The choice of an environment.
  public ProxyChoice(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public List<Proxy> select(URI uri) {
    String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    Optional<String> address =
        variable("https".equalsIgnoreCase(uri.getScheme()) ? "https_proxy" : "http_proxy")
            .or(() -> variable("all_proxy"));
    if (address.isEmpty()) {
      ProxySelector jvm = ProxySelector.getDefault();
      return jvm == null ? List.of(Proxy.NO_PROXY) : jvm.select(uri);
    }
    if (isExcluded(host)) {
      return List.of(Proxy.NO_PROXY);
    }
    String text = address.get();
    URI proxy = URI.create(text.contains("://") ? text : "http://" + text);
    int port = proxy.getPort() < 0 ? USUAL_PORT : proxy.getPort();
    return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port)));
  }

  private boolean isExcluded(String host) {
    for (String entry : variable("no_proxy").orElse("").split(",", -1)) {
      String name = entry.strip().toLowerCase(Locale.ROOT);
      String suffix = name.startsWith(".") ? name : "." + name;
      if (name.equals("*") || (!name.isEmpty() && ("." + host).endsWith(suffix))) {
        return true;
      }
    }
    return false;
  }

  private Optional<String> variable(String name) {
    String value = environment.getOrDefault(name, "");
    if (value.isBlank()) {
      value = environment.getOrDefault(name.toUpperCase(Locale.ROOT), "");
    }
    return value.isBlank() ? Optional.empty() : Optional.of(value.strip());
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The request itself fails, which says all there is to say.
  }
}
