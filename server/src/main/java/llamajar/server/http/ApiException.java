package llamajar.server.http;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A request that is answered with an error.
public final class ApiException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final @Nullable String field;
  private final int retryAfter;

  private ApiException(int status, String message, @Nullable String field, int retryAfter) {
    super(message);
    this.status = status;
    this.field = field;
    this.retryAfter = retryAfter;
  }

  /// An error with a status.
  public static ApiException of(int status, String message) {
    return new ApiException(status, message, null, -1);
  }

  /// 400: something about a field is wrong.
  public static ApiException badField(String field, String message) {
    return new ApiException(400, message, field, -1);
  }

  /// 503: too much to do; come again later.
  public static ApiException busy(String message, int retryAfterSeconds) {
    return new ApiException(503, message, null, retryAfterSeconds);
  }

  /// The HTTP status.
  public int status() {
    return status;
  }

  /// What the client is told.
  public String message() {
    return String.valueOf(getMessage());
  }

  /// The field of the request that is wrong, or null.
  public @Nullable String field() {
    return field;
  }

  /// Seconds after which to come again, if that makes sense.
  public OptionalInt retryAfter() {
    return retryAfter < 0 ? OptionalInt.empty() : OptionalInt.of(retryAfter);
  }
}
