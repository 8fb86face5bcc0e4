package llamajar.server.http;

import java.util.Map;

/// Limits of the JDK's server, which takes them from system properties when it is first used. What
/// the user has set stays.
final class HttpLimits {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          // Every token goes out at once.
          "sun.net.httpserver.nodelay", "true",
          "sun.net.httpserver.maxReqHeaders", "100",
          "sun.net.httpserver.maxReqHeaderSize", "65536",
          // Seconds for a request to arrive.
          "sun.net.httpserver.maxReqTime", "60",
          "sun.net.httpserver.idleInterval", "60",
          "sun.net.httpserver.maxIdleConnections", "512",
          "jdk.httpserver.maxConnections", "4096");

  private HttpLimits() {}

  static void set() {
    DEFAULTS.forEach((name, value) -> {
      if (System.getProperty(name) == null) {
        System.setProperty(name, value);
      }
    });
  }
}
