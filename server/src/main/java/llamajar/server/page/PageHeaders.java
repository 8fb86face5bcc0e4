package llamajar.server.page;

import java.util.List;
import java.util.Map;
import llamajar.server.http.Exchange;

/// What browsers are told about the page: what it may load, and who may show it.
final class PageHeaders {
  private static final String POLICY =
      String.join(
          "; ",
          List.of(
              "default-src 'none'",
              "script-src 'self'",
              "style-src 'self'",
              "img-src 'self'",
              "connect-src 'self'",
              "base-uri 'none'",
              "form-action 'none'",
              "frame-ancestors 'none'",
              // No text can become markup or code anywhere in the page: what would make it so
              // throws.
              "require-trusted-types-for 'script'",
              "trusted-types 'none'"));

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", POLICY,
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Permissions-Policy", "camera=(), geolocation=(), microphone=()");

  private PageHeaders() {}

  static void set(Exchange exchange) {
    HEADERS.forEach(exchange::setHeader);
  }
}
