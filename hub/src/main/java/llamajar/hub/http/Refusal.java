package llamajar.hub.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import llamajar.hub.name.HubException;

/// What an answer that is none means.
public final class Refusal {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int TIMEOUT = 408;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERRORS = 500;

  private Refusal() {}

  /// The exception for an answer with an error status.
  ///
  /// @param what was asked for
  /// @param authorized whether a token was sent
  /// @return a [RetryableException] if another try may help, else a [HubException]
  public static IOException of(Answer answer, String what, boolean authorized) {
    String code = answer.header("X-Error-Code").orElse("");
    return switch (answer.status()) {
      case TOO_MANY ->
          new RetryableException(
              "%s takes no more requests now (429)".formatted(answer.uri().getHost()),
              retryAfter(answer));
      case UNAUTHORIZED, FORBIDDEN -> denied(answer, code, what, authorized);
      case NOT_FOUND -> new HubException("%s: %s".formatted(what, missing(code)));
      default ->
          answer.status() >= SERVER_ERRORS || answer.status() == TIMEOUT
              ? new RetryableException(
                  "%s has a failure (%d)".formatted(answer.uri().getHost(), answer.status()),
                  retryAfter(answer))
              : new HubException(
                  "%s: %s answers with status %d; check the name"
                      .formatted(what, answer.uri().getHost(), answer.status()));
    };
  }

  private static HubException denied(Answer answer, String code, String what, boolean authorized) {
    if (code.equals("GatedRepo")) {
      return new HubException(
          authorized
              ? "%s is gated, and the token's user has no access; accept its terms on the model's page first"
                  .formatted(what)
              : "%s is gated; accept its terms on the model's page, then set HF_TOKEN to a token of yours"
                  .formatted(what));
    }
    if (authorized) {
      return new HubException(
          "%s: access denied (%d) with the token from HF_TOKEN or the hub's login; check the name, and that the token is valid and may read it"
              .formatted(what, answer.status()));
    }
    return new HubException(
        "%s does not exist, or is private (%d); check the name, or set HF_TOKEN to a token that may read it"
            .formatted(what, answer.status()));
  }

  private static String missing(String code) {
    return switch (code) {
      case "RevisionNotFound" -> "there is no such revision; check the branch, tag or commit";
      case "EntryNotFound" -> "there is no such file";
      case "RepoNotFound" -> "there is no such repository; check the name";
      default -> "not found (404); check the name";
    };
  }

  /// `Retry-After` in seconds. As a date it is too rare to matter: the usual wait does then.
  private static Optional<Duration> retryAfter(Answer answer) {
    try {
      return answer
          .header("Retry-After")
          .map(text -> Duration.ofSeconds(Math.max(1, Long.parseLong(text.strip()))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
