package llamajar.api;

import org.jspecify.annotations.Nullable;

/// An answer that could not be made.
public final class AnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AnswerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
