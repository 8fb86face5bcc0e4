package llamajar.hub.http;

import java.net.URI;

/// What proves to a site who asks.
public final class Token {
  private final Origin site;
  private final String secret;

  /// @param site whose token it is; nobody else gets it
  public Token(URI site, String secret) {
    this.site = Origin.of(site);
    this.secret = secret;
  }

  Origin site() {
    return site;
  }

  String secret() {
    return secret;
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "token for " + site.host();
  }
}
