package llamajar.hub.http;

import java.net.URI;
import java.util.Locale;

/// Who a request goes to; a token is for one of them alone.
///
/// @param scheme `http` or `https`
/// @param host in small letters
/// @param port also if it is the usual one
record Origin(String scheme, String host, int port) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  static Origin of(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    int usual = scheme.equals("https") ? HTTPS : HTTP;
    return new Origin(scheme, host, uri.getPort() < 0 ? usual : uri.getPort());
  }

  boolean isSecure() {
    return scheme.equals("https");
  }
}
